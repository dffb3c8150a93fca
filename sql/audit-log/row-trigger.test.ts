import { afterAll, beforeEach, expect, it } from "vitest";
import type pg from "pg";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

type Event = {
  action: string;
  actor_kind: string;
  actor: string | null;
  actor_role: string;
  subject: string | null;
  resource: string;
  resource_id: string | null;
  request_id: string | null;
  reason_code: string | null;
  ticket: string | null;
  details: { columns: string[]; old?: object; new?: object; login?: string };
  pii: Record<string, unknown>;
};

let mark = 0;
beforeEach(async () => {
  const { rows } = await database.adminPool.query<{ last: number }>(
    "SELECT coalesce(max(seq), 0) AS last FROM audit_log",
  );
  mark = rows[0]?.last ?? 0;
});

/** The events of this test, in order. */
async function events(): Promise<Event[]> {
  const { rows } = await database.adminPool.query<Event>(
    "SELECT * FROM audit_log WHERE seq > $1 ORDER BY seq",
    [mark],
  );
  return rows;
}

/** As in psql: the administrator who took the owner's role, with no settings of ours. */
async function inPsql<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.adminPool.connect();
  try {
    await client.query("SET ROLE futuresync_owner");
    return await work(client);
  } finally {
    await client.query("ROLLBACK; RESET ROLE");
    client.release();
  }
}

async function addUser(client: Pick<pg.ClientBase, "query">, email: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "INSERT INTO users (email, name, password_hash) VALUES ($1, 'Ann Ex', 'a-secret-hash') RETURNING id",
    [email],
  );
  return rows[0]?.id ?? "";
}

it("sees a change made in psql, with the database role as its actor", async () => {
  await inPsql(async (client) => {
    const id = await addUser(client, "psql@example.com");
    await client.query("UPDATE users SET display_name = 'Annie', role = 'admin' WHERE id = $1", [
      id,
    ]);
    await client.query("DELETE FROM users WHERE id = $1", [id]);
  });
  const found = await events();
  expect(found.map(({ action }) => action)).toEqual(["create", "update", "delete"]);
  for (const event of found) {
    expect(event).toMatchObject({
      actor_kind: "database",
      actor: null,
      actor_role: "futuresync_owner",
      resource: "users",
      details: { login: "postgres" },
    });
    expect(event.subject).not.toBeNull();
    expect(event.resource_id).toBe(event.subject);
  }
});

it("lists only the columns touched, personal values apart from the rest", async () => {
  const id = await addUser(database.adminPool, "touched@example.com");
  await database.adminPool.query(
    "UPDATE users SET name = name, display_name = 'Annie', role = 'admin' WHERE id = $1",
    [id],
  );
  expect((await events())[1]).toMatchObject({
    details: {
      columns: ["display_name", "role"],
      old: { role: "user" },
      new: { role: "admin" },
    },
    pii: { old: { display_name: null }, new: { display_name: "Annie" }, resource_id: id },
  });
});

it("keeps real ids and personal values out of what is sealed", async () => {
  const id = await addUser(database.adminPool, "sealed@example.com");
  await database.adminPool.query(
    `INSERT INTO gdpr_requests (user_id, type, channel, note) VALUES ($1, 'access', 'token', 'call me')`,
    [id],
  );
  const { rows } = await database.adminPool.query<{ text: string }>(
    "SELECT audit_canonical(a) AS text FROM audit_log AS a WHERE seq > $1",
    [mark],
  );
  const sealed = rows.map(({ text }) => text).join("\n");
  expect(rows).toHaveLength(2);
  expect(sealed).not.toContain(id);
  expect(sealed).not.toContain("sealed@example.com");
  expect(sealed).not.toContain("Ann Ex");
  expect(sealed).not.toContain("call me");
});

it("names a secret column and keeps its value nowhere", async () => {
  const id = await addUser(database.adminPool, "secret@example.com");
  await database.adminPool.query("UPDATE users SET password_hash = 'b-secret-hash' WHERE id = $1", [
    id,
  ]);
  await database.adminPool.query(
    `INSERT INTO user_oauth_providers (user_id, provider, provider_user_id, access_token, key_id)
     VALUES ($1, 'github', 'gh-1', 'tok-secret'::bytea, 'k1')`,
    [id],
  );
  const found = await events();
  expect(found[1]?.details.columns).toEqual(["password_hash"]);
  expect(found[2]?.details.columns).toContain("access_token");
  const whole = await database.adminPool.query<{ text: string }>(
    "SELECT string_agg(a::text, ' ') AS text FROM audit_log AS a WHERE seq > $1",
    [mark],
  );
  expect(whole.rows[0]?.text).not.toContain("secret-hash");
  expect(whole.rows[0]?.text).not.toContain("tok-secret");
  expect(whole.rows[0]?.text).not.toContain(Buffer.from("tok-secret").toString("hex"));
});

it("writes none for last_login alone, nor for an update that changes nothing", async () => {
  const id = await addUser(database.adminPool, "login@example.com");
  await database.adminPool.query("UPDATE users SET last_login = now() WHERE id = $1", [id]);
  await database.adminPool.query("UPDATE users SET name = name WHERE id = $1", [id]);
  expect(await events()).toHaveLength(1);
});

it("writes one event for an export's status and none for its progress", async () => {
  const id = await addUser(database.adminPool, "export@example.com");
  await database.adminPool.query(
    `WITH request AS (
       INSERT INTO gdpr_requests (user_id, type, channel) VALUES ($1, 'access', 'token') RETURNING id
     )
     INSERT INTO gdpr_exports (request_id, user_id) SELECT id, $1 FROM request`,
    [id],
  );
  const before = (await events()).length;
  for (const tick of [1, 2, 3]) {
    await database.adminPool.query(
      "UPDATE gdpr_exports SET tables_total = 9, tables_done = $2, rows = rows + 5, current_table = 'users' WHERE user_id = $1",
      [id, tick],
    );
  }
  expect(await events()).toHaveLength(before);
  await database.adminPool.query(
    "UPDATE gdpr_exports SET status = 'running', rows = 20 WHERE user_id = $1",
    [id],
  );
  expect((await events()).at(-1)).toMatchObject({
    action: "update",
    resource: "gdpr-exports",
    details: { columns: ["rows", "status"], new: { status: "running", rows: 20 } },
  });
});

it("takes who, why and from where out of the transaction's settings", async () => {
  const id = await addUser(database.adminPool, "context@example.com");
  const staff = await database.adminPool.query<{ id: string }>(
    `INSERT INTO staff (email, name, role, password_hash)
     VALUES ('sue@futuresync.example', 'Sue', 'support', 'x') RETURNING id`,
  );
  const actor_id = staff.rows[0]?.id ?? "";
  const request_id = "01a20546-0000-7000-8000-000000000001";
  await inTransaction(
    database.pool("futuresync_api"),
    "fs_support",
    {
      actor_kind: "staff",
      actor_id,
      request_id,
      address: "203.0.113.9",
      agent: "Browser",
      reason_code: "support-case",
      reason: "asked by telephone",
      ticket: "T-1",
    },
    (tx) => tx.rows("UPDATE users SET display_name = 'Annie' WHERE id = $1", [id]),
  );
  const event = (await events()).at(-1);
  expect(event).toMatchObject({
    actor_kind: "staff",
    actor_role: "fs_support",
    request_id,
    reason_code: "support-case",
    ticket: "T-1",
    details: { columns: ["display_name"] },
    pii: { address: "203.0.113.9", agent: "Browser", reason: "asked by telephone" },
  });
  // By pseudonym, and a known login is not worth naming.
  expect(event?.actor).not.toBe(actor_id);
  expect(event?.details.login).toBeUndefined();
  const { rows } = await database.adminPool.query(
    "SELECT FROM audit_pseudonyms WHERE real_id = $1 AND pseudonym = $2 AND user_id IS NULL",
    [actor_id, event?.actor],
  );
  expect(rows).toHaveLength(1);
});

it("leaves none when the change is rolled back", async () => {
  await inPsql(async (client) => {
    await client.query("BEGIN");
    await addUser(client, "rolled-back@example.com");
    await client.query("ROLLBACK");
  });
  expect(await events()).toEqual([]);
});

it("refuses the change when the event cannot be written", async () => {
  await inPsql(async (client) => {
    await client.query("BEGIN");
    const { rows } = await client.query<{ partition_name: string }>(
      "SELECT partition_name FROM partition_bounds() WHERE table_name = 'audit_log'",
    );
    for (const { partition_name } of rows) {
      await client.query(`ALTER TABLE audit_log DETACH PARTITION ${partition_name}`);
    }
    const attempt = addUser(client, "no-partition@example.com");
    expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("23514");
  });
  const { rowCount } = await database.adminPool.query(
    "SELECT FROM users WHERE email = 'no-partition@example.com'",
  );
  expect(rowCount).toBe(0);
});

it("sees TRUNCATE, and changes under session_replication_role = replica", async () => {
  const client = await database.adminPool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL session_replication_role = replica");
    await addUser(client, "replica@example.com");
    await client.query("TRUNCATE user_consents");
    const { rows } = await client.query<Event>(
      "SELECT action, resource FROM audit_log WHERE seq > $1 ORDER BY seq",
      [mark],
    );
    expect(rows).toEqual([
      { action: "create", resource: "users" },
      { action: "truncate", resource: "user-consents" },
    ]);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

it("does not depend on the settings of the session that changed the row", async () => {
  await inPsql(async (client) => {
    await client.query("BEGIN");
    await client.query("SET LOCAL TimeZone = 'Asia/Tokyo'");
    await client.query("SET LOCAL DateStyle = 'German'");
    await client.query(
      "INSERT INTO users (email, name, created_at) VALUES ('tz@example.com', 'T', '2026-01-01 00:00+00')",
    );
    await client.query("COMMIT");
  });
  expect((await events())[0]?.details.new).toMatchObject({
    created_at: "2026-01-01T00:00:00+00:00",
  });
});

it("refuses an address that is none: every page with it could not be read", async () => {
  const { rows } = await database.adminPool.query<{ before: string }>(
    "SELECT count(*) AS before FROM audit_log",
  );
  for (const [context, pii] of [
    [{ address: "10.0.0.1:5678" }, {}],
    [{}, { address: "unknown" }],
  ] as const) {
    await expect(
      inTransaction(database.pool("futuresync_api"), "none", context, (tx) =>
        tx.rows("SELECT record_event('sign-in', 'session', pii => $1)", [pii]),
      ),
    ).rejects.toMatchObject({ code: "22P02" });
  }
  expect((await database.adminPool.query("SELECT count(*) AS before FROM audit_log")).rows).toEqual(
    rows,
  );
});
