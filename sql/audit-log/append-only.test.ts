import { afterAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertColleague } from "../testing/insert-colleague.ts";
import { insertEvent } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

await database.adminPool.query(
  "SELECT record_event('search', 'users', NULL, NULL, '{\"found\": 1.0}', '{\"q\": \"ann\"}')",
);
const partition = await database.adminPool.query<{ name: string }>(
  "SELECT tableoid::regclass::text AS name FROM audit_log LIMIT 1",
);
const name = partition.rows[0]?.name ?? "";

/** Runs one statement as the table's owner and rolls it back; answers its SQLSTATE, or undefined. */
async function asOwner(statement: string, replica = false): Promise<string | undefined> {
  const client = await database.adminPool.connect();
  try {
    await client.query("BEGIN");
    if (replica) await client.query("SET LOCAL session_replication_role = replica");
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

it.each([
  "UPDATE audit_log SET action = 'show'",
  "UPDATE audit_log SET leaf = pii_commit",
  // Equal for jsonb, another text, another leaf.
  "UPDATE audit_log SET details = details || '{\"found\": 1.00}', pii = NULL, pii_salt = NULL",
  "UPDATE audit_log SET pii = '{}'",
  "UPDATE audit_log SET pii = NULL",
  "UPDATE audit_log SET pii = NULL, pii_salt = NULL",
  "UPDATE audit_log SET pii = '{}', pii_salt = gen_random_bytes(32)",
  "UPDATE audit_log SET pii = NULL, pii_salt = NULL, actor_role = 'nobody'",
  "UPDATE audit_log SET at = at + interval '1 month'",
  "DELETE FROM audit_log",
  "TRUNCATE audit_log",
  `UPDATE ${name} SET action = 'show'`,
  `UPDATE ${name} SET pii = NULL, pii_salt = NULL`,
  `DELETE FROM ${name}`,
  `TRUNCATE ${name}`,
  `INSERT INTO audit_log SELECT * FROM audit_log
     ON CONFLICT (id, at) DO UPDATE SET action = 'show'`,
])("refuses the owner: %s", async (statement) => {
  expect(await asOwner(statement)).toBe("42501");
  expect(await asOwner(statement, true)).toBe("42501");
});

const SAID = `SELECT record_event('redact', 'audit-log', NULL, NULL,
  jsonb_build_object('events', jsonb_agg(id))) FROM audit_log;`;

it("lets the owner erase the personal values where an event says so, both columns at once", async () => {
  const emptied = "SET pii = NULL, pii_salt = NULL WHERE action <> 'redact'";
  expect(await asOwner(`${SAID} UPDATE audit_log ${emptied}`)).toBeUndefined();
  expect(await asOwner(`${SAID} UPDATE ${name} ${emptied}`)).toBeUndefined();
  // Not what it does not name (itself), not more than that, and not before it is said.
  expect(await asOwner(`${SAID} UPDATE audit_log SET pii = NULL, pii_salt = NULL`)).toBe("42501");
  expect(await asOwner(`${SAID} UPDATE audit_log SET pii = '{}'`)).toBe("42501");
  expect(await asOwner(`SAVEPOINT s; ${SAID} ROLLBACK TO s; UPDATE audit_log ${emptied}`)).toBe(
    "42501",
  );
});

it("an event of another transaction excuses nothing", async () => {
  const other = await createTestDatabase();
  try {
    await other.adminPool.query(SAID);
    const attempt = other.adminPool.query(
      "UPDATE audit_log SET pii = NULL, pii_salt = NULL WHERE action <> 'redact'",
    );
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42501");
  } finally {
    await other.drop();
  }
});

const ROLES: readonly (readonly ["futuresync_api" | "futuresync_daemon", DatabaseRole])[] = [
  ["futuresync_api", "none"],
  ["futuresync_api", "fs_member"],
  ["futuresync_api", "fs_org_admin"],
  ["futuresync_api", "fs_support"],
  ["futuresync_api", "fs_compliance"],
  ["futuresync_api", "fs_dpo"],
  ["futuresync_api", "fs_sre"],
  ["futuresync_api", "fs_auditor"],
  ["futuresync_api", "fs_admin"],
  ["futuresync_daemon", "none"],
  ["futuresync_daemon", "fs_worker"],
];

it.each(ROLES)("lets %s as %s record an event and touch nothing", async (login, role) => {
  const pool = database.pool(login);
  const colleague = /^fs_(support|compliance|dpo|sre|auditor|admin)$/.exec(role)?.[1];
  const context =
    colleague === undefined ? {} : await insertColleague(database.adminPool, colleague);
  const id = await inTransaction(pool, role, context, (tx) =>
    insertEvent(tx, { action: "refused", resource: "users" }),
  );
  const { rows } = await database.adminPool.query<{ actor_role: string }>(
    "SELECT actor_role FROM audit_log WHERE id = $1",
    [id],
  );
  expect(rows).toEqual([{ actor_role: role === "none" ? login : role }]);
  for (const statement of [
    "INSERT INTO audit_log SELECT * FROM audit_log",
    "UPDATE audit_log SET pii = NULL, pii_salt = NULL",
    "DELETE FROM audit_log",
    "TRUNCATE audit_log",
    `TRUNCATE ${name}`,
    `SELECT * FROM ${name}`,
    "DELETE FROM audit_pseudonyms",
    "SELECT audit_pseudonym(uuidv7(), NULL)",
    "SELECT append_audit_event('create', 'users', NULL, NULL, '{}', '{}')",
    "SELECT record_event('update', 'users')",
    "SELECT record_event('reveal', 'users')",
    "SELECT record_event('search', 'users')",
    "SELECT record_event('redact', 'audit-log')",
    "SELECT record_event('forget', 'audit-log')",
    ...(role === "fs_worker"
      ? []
      : ["SELECT redact_audit_events(uuidv7())", "SELECT forget_audit_pseudonyms(uuidv7())"]),
  ]) {
    const attempt = inTransaction(pool, role, {}, (tx) => tx.rows(statement));
    expect([statement, sqlState(await attempt.catch((error: unknown) => error))]).toEqual([
      statement,
      "42501",
    ]);
  }
});

it("bounds a look-up by id to the millisecond of the event", async () => {
  await database.adminPool.query(
    "SELECT record_event('search', 'users') FROM generate_series(1, 500)",
  );
  const { rows } = await database.adminPool.query(
    `SELECT FROM audit_log
     WHERE NOT (at >= uuidv7_time(id)
       AND at < uuidv7_time(id) + interval '1 millisecond')
       OR substring(id::text FROM 15 FOR 1) <> '7'`,
  );
  expect(rows).toEqual([]);
});

it("refuses an actor without a kind", async () => {
  const attempt = inTransaction(
    database.pool("futuresync_api"),
    "none",
    { actor_id: "01a20546-0000-7000-8000-000000000001" },
    (tx) => insertEvent(tx, { action: "list", resource: "users" }),
  );
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("22023");
});

it("gives one person one pseudonym, however many first events come at once", async () => {
  const pool = database.pool("futuresync_api");
  const person = "01a20546-0000-7000-8000-00000000000a";
  const colleague = await insertColleague(database.adminPool, "support");
  const attempts = Array.from({ length: 16 }, (_, n) =>
    inTransaction(pool, "fs_support", colleague, async (tx) => {
      const id = await insertEvent(tx, {
        action: "show",
        resource: "users",
        resource_id: person,
        subject: person,
      });
      // Every fourth is given up: its event goes, the pseudonym must not go with it for the others.
      if (n % 4 === 0) throw new Error("given up");
      return id;
    }),
  );
  const written = (await Promise.allSettled(attempts)).flatMap((attempt) =>
    attempt.status === "fulfilled" ? [attempt.value] : [],
  );
  const { rows } = await database.adminPool.query<{ events: string[]; known: number }>(
    `SELECT array_agg(e.id::text) AS events, count(DISTINCT e.subject)::int AS known
     FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
     WHERE p.real_id = $1 AND p.user_id = $1`,
    [person],
  );
  expect(rows[0]?.known).toBe(1);
  expect(rows[0]?.events.toSorted()).toEqual(written.toSorted());
  expect(written).toHaveLength(12);
});
