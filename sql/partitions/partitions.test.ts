import { afterAll, expect, it } from "vitest";
import type pg from "pg";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { makePartitions } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

type Made = { table_name: string; partition_name: string };

/** One transaction as the owner, rolled back: tests here see the database as it was made. */
async function asOwner<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.adminPool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL ROLE futuresync_owner");
    return await work(client);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

async function madeAt(client: pg.ClientBase, moment: string, ahead = 0, back = 0) {
  const { rows } = await client.query<Made>("SELECT * FROM make_partitions_at($1, $2, $3)", [
    moment,
    ahead,
    back,
  ]);
  return rows.map(({ partition_name }) => partition_name).toSorted();
}

async function boundsOf(client: pg.ClientBase, name: string) {
  const { rows } = await client.query<{ lower: string; upper: string }>(
    `SELECT to_char(lower_bound AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS lower,
            to_char(upper_bound AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS upper
     FROM partition_bounds() WHERE partition_name = $1`,
    [name],
  );
  return rows[0];
}

it("covers this month and the next three after the migrations", async () => {
  const { rows } = await database.adminPool.query<{ table_name: string; months: number }>(
    `SELECT table_name, count(*)::int AS months FROM partition_bounds()
     WHERE upper_bound > now() GROUP BY 1 ORDER BY 1`,
  );
  expect(rows).toEqual([
    { table_name: "analytics_events", months: 4 },
    { table_name: "audit_log", months: 4 },
  ]);
  const defaults = await database.adminPool.query(
    "SELECT FROM pg_partitioned_table WHERE partdefid <> 0 AND partrelid::regclass::text IN ('audit_log', 'analytics_events')",
  );
  expect(defaults.rowCount).toBe(0);
});

it.each([
  ["UTC", "2031-01-31 23:59:59.999999+00", "2031_01"],
  ["UTC", "2031-02-01 00:00:00+00", "2031_02"],
  // Already March in Tokyo and Kiritimati, still February in UTC.
  ["Asia/Tokyo", "2032-02-29 20:00:00+00", "2032_02"],
  ["Pacific/Kiritimati", "2032-02-29 10:00:00+00", "2032_02"],
  // Still December in Los Angeles, already January in UTC.
  ["America/Los_Angeles", "2034-01-01 00:30:00+00", "2034_01"],
])("cuts months in UTC for a session in %s at %s", async (zone, moment, month) => {
  await asOwner(async (client) => {
    await client.query("SELECT set_config('TimeZone', $1, true)", [zone]);
    await client.query("SET LOCAL DateStyle = 'German'");
    expect(await madeAt(client, moment)).toEqual([
      `analytics_events_${month}`,
      `audit_log_${month}`,
    ]);
    const [year = "", number = ""] = month.split("_");
    const next = new Date(Date.UTC(Number(year), Number(number), 1)).toISOString().slice(0, 10);
    expect(await boundsOf(client, `audit_log_${month}`)).toEqual({
      lower: `${year}-${number}-01 00:00`,
      upper: `${next} 00:00`,
    });
    // The same again finds them, whatever the session's settings.
    expect(await madeAt(client, moment)).toEqual([]);
  });
});

it("leaves no gap from month to month over a year's end and back", async () => {
  await asOwner(async (client) => {
    expect(await madeAt(client, "2035-11-30 12:00:00+00", 3, 2)).toHaveLength(12);
    const { rows } = await client.query<{ gaps: number }>(
      `SELECT count(*)::int AS gaps FROM (
         SELECT lower_bound, lag(upper_bound) OVER (ORDER BY lower_bound) AS previous
         FROM partition_bounds() WHERE table_name = 'audit_log' AND lower_bound >= '2035-01-01+00'
       ) AS months WHERE lower_bound <> previous`,
    );
    expect(rows[0]?.gaps).toBe(0);
  });
});

it("gives five callers at once one set of partitions, and each an answer", async () => {
  const pools = [1, 2, 3, 4, 5].map(() => database.pool("futuresync_daemon"));
  const answers = await Promise.all(
    pools.map((pool) =>
      inTransaction(pool, "futuresync_owner", {}, (tx) => makePartitions(tx, 20)),
    ),
  );
  const made = answers.flat().map(({ partition_name }) => partition_name);
  // 17 months beyond the four there, of two tables; each made by exactly one caller.
  expect(made).toHaveLength(34);
  expect(new Set(made).size).toBe(34);
});

it("refuses a table of a partition's name that is not that partition", async () => {
  await asOwner(async (client) => {
    await client.query("CREATE TABLE audit_log_2036_01 (LIKE audit_log)");
    const attempt = madeAt(client, "2036-01-15 00:00:00+00");
    await expect(attempt).rejects.toThrow("audit_log_2036_01 exists and is not the partition");
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42P07");
  });
  await asOwner(async (client) => {
    // Attached, with the bounds of a session that thought in Berlin time.
    await client.query(
      `CREATE TABLE audit_log_2036_01 PARTITION OF audit_log
       FOR VALUES FROM ('2036-01-01 00:00+01') TO ('2036-02-01 00:00+01')`,
    );
    await expect(madeAt(client, "2036-01-15 00:00:00+00")).rejects.toThrow(
      "exists and is not the partition",
    );
  });
});

it("guards each partition: row security on, no grant, the audit trail's triggers on", async () => {
  const { rows } = await database.adminPool.query(
    `SELECT c.relname FROM pg_class AS c JOIN partition_bounds() AS b ON b.partition_name = c.relname
     WHERE NOT c.relrowsecurity OR c.relacl IS NOT NULL OR pg_get_userbyid(c.relowner) <> 'futuresync_owner'
       OR (b.table_name = 'audit_log' AND (
         SELECT count(*) FROM pg_trigger AS t
         WHERE t.tgrelid = c.oid AND t.tgname IN ('append_only', 'no_truncate') AND t.tgenabled = 'A'
       ) <> 2)`,
  );
  expect(rows).toEqual([]);
});

it("is for the owner only", async () => {
  const attempt = inTransaction(database.pool("futuresync_daemon"), "fs_worker", {}, (tx) =>
    makePartitions(tx),
  );
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42501");
});
