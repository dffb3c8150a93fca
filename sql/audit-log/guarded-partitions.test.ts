import { afterAll, describe, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import { makePartitions } from "../partitions/queries.ts";
import { createTestDatabase } from "../testing/database.ts";

/**
 * Partitions inherit no TRUNCATE trigger and no row-level security, and a right on one passes the parent
 * by. Each fault of each partition, attached or about to be.
 */
const FAULTS = `
  SELECT c.relname AS name, fault
  FROM pg_class AS c
  CROSS JOIN LATERAL (
    SELECT 'row-level security is off' AS fault WHERE NOT c.relrowsecurity
    UNION ALL
    SELECT 'somebody but the owner has a right'
    WHERE EXISTS (SELECT FROM aclexplode(c.relacl) AS a WHERE a.grantee <> c.relowner)
      OR EXISTS (SELECT FROM pg_attribute AS a, aclexplode(a.attacl) AS g
        WHERE a.attrelid = c.oid AND g.grantee <> c.relowner)
    UNION ALL
    SELECT 'is somebody else''s' WHERE pg_get_userbyid(c.relowner) <> 'futuresync_owner'
    UNION ALL
    SELECT guard || ' is not always on'
    FROM unnest(ARRAY['refuse_audit_truncate()', 'refuse_audit_change()']) AS guard
    WHERE NOT EXISTS (
      SELECT FROM pg_trigger AS t
      WHERE t.tgrelid = c.oid AND t.tgfoid = guard::regprocedure AND t.tgenabled = 'A'
    )
  ) AS faults
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND (c.relname ~ '^audit_log_' OR c.oid IN (
      SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_log'::regclass
    ))
  ORDER BY 1, 2`;

describe("partitions of the trail", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  const faults = async () => (await database.adminPool.query(FAULTS)).rows;

  /** As the owner and rolled back; answers the SQLSTATE, or undefined. */
  async function asOwner(statement: string): Promise<string | undefined> {
    const client = await database.adminPool.connect();
    try {
      await client.query("BEGIN; SET LOCAL session_replication_role = replica");
      await client.query("SET LOCAL ROLE futuresync_owner");
      await client.query(statement);
      return undefined;
    } catch (error) {
      return sqlState(error) ?? String(error);
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  }

  it("are guarded, also those that are made later", async () => {
    const later = await inTransaction(
      database.pool("futuresync_daemon"),
      "futuresync_owner",
      {},
      (tx) => makePartitions(tx, 20, 3),
    );
    const names = later.flatMap(({ table_name, partition_name }) =>
      table_name === "audit_log" ? [partition_name] : [],
    );
    expect(names.length).toBeGreaterThan(15);
    expect(await faults()).toEqual([]);
    for (const name of names) expect(await asOwner(`TRUNCATE ${name}`)).toBe("42501");
  });

  it("are missed where somebody made one by hand, or took a guard away", async () => {
    const { adminPool } = database;
    await adminPool.query(
      `CREATE TABLE audit_log_2050_01 PARTITION OF audit_log
         FOR VALUES FROM ('2050-01-01 00:00+00') TO ('2050-02-01 00:00+00');
       ALTER TABLE audit_log_2050_01 OWNER TO futuresync_owner;
       CREATE TABLE audit_log_2050_02 (LIKE audit_log INCLUDING ALL);
       GRANT SELECT (pii) ON audit_log_2050_02 TO fs_support`,
    );
    expect(await faults()).toEqual([
      { name: "audit_log_2050_01", fault: "refuse_audit_truncate() is not always on" },
      { name: "audit_log_2050_01", fault: "row-level security is off" },
      { name: "audit_log_2050_02", fault: "is somebody else's" },
      { name: "audit_log_2050_02", fault: "refuse_audit_change() is not always on" },
      { name: "audit_log_2050_02", fault: "refuse_audit_truncate() is not always on" },
      { name: "audit_log_2050_02", fault: "row-level security is off" },
      { name: "audit_log_2050_02", fault: "somebody but the owner has a right" },
    ]);
    expect(await asOwner("TRUNCATE audit_log_2050_01")).toBeUndefined();
    await adminPool.query("DROP TABLE audit_log_2050_01, audit_log_2050_02");
    expect(await faults()).toEqual([]);
  });
});
