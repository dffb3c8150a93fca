import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeEach, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole, Row } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { requestReveal, requestSearch, selectOptionalRevealed } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");
const { adminPool } = database;

const ROLES = ["support", "compliance", "dpo", "sre", "auditor", "admin"] as const;
type Colleague = { readonly id: string; readonly role: (typeof ROLES)[number] };

async function insertColleague(role: Colleague["role"]): Promise<Colleague> {
  const { rows } = await adminPool.query<{ id: string }>(
    `INSERT INTO staff (email, name, role, password_hash) VALUES ($1, $2, $2, 'none') RETURNING id`,
    [`${randomUUID()}@staff.example`, role],
  );
  return { id: rows[0]?.id ?? "", role };
}
const colleagues = Object.fromEntries(
  await Promise.all(ROLES.map(async (role) => [role, await insertColleague(role)] as const)),
) as Record<Colleague["role"], Colleague>;
const { support } = colleagues;

let person: string;
beforeEach(async () => {
  const { rows } = await adminPool.query<{ id: string }>(
    "INSERT INTO users (email, name) VALUES ($1 || '@secret.example', 'Ada Quietly') RETURNING id",
    [`ada.${randomUUID()}`],
  );
  person = rows[0]?.id ?? "";
});

const as = <T>(
  colleague: Colleague,
  work: Parameters<typeof inTransaction<T>>[3],
  role: DatabaseRole = `fs_${colleague.role}`,
) => inTransaction(api, role, { actor_kind: "staff", actor_id: colleague.id }, work);

const reveal = (overrides: Partial<Parameters<typeof requestReveal>[1]> = {}) => ({
  resource: "users",
  id: person,
  field: "email",
  reason: "Called by telephone",
  ticket: "T-123",
  minutes: 5,
  ...overrides,
});

/** The SQLSTATE of a refusal; anything else is told as it is. */
const refusal = (attempt: Promise<unknown>) => attempt.then(() => "answered", sqlState);

/** What was committed about the person, newest last, as a superuser sees it. */
async function eventsAbout(id: string): Promise<Row[]> {
  const { rows } = await adminPool.query<Row>(
    `SELECT e.id, e.action, e.ticket, e.details, e.pii, e.actor_role
     FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
     WHERE p.real_id = $1 ORDER BY e.tx, e.seq`,
    [id],
  );
  return rows;
}

/** A grant of support that was committed, with its event. */
const granted = async (overrides: Partial<ReturnType<typeof reveal>> = {}): Promise<string> =>
  (await as(support, (tx) => requestReveal(tx, reveal(overrides)))) ?? "";
const read = (colleague: Colleague, grant: string | null) =>
  as(colleague, (tx) => selectOptionalRevealed(tx, grant as string));

/** The statements of somebody at a psql prompt as fs_support; what each answered, or its SQLSTATE. */
async function inPsql(...statements: (string | ((last: Row[]) => string))[]): Promise<unknown[]> {
  const client: pg.PoolClient = await api.connect();
  const answers: (Row[] | string)[] = [];
  let last: Row[] = [];
  try {
    await client.query("SET ROLE fs_support");
    await client.query("SELECT set_config('app.actor_kind', 'staff', false)");
    await client.query("SELECT set_config('app.actor_id', $1, false)", [support.id]);
    for (const statement of statements) {
      try {
        const text = typeof statement === "string" ? statement : statement(last);
        const { rows } = await client.query<Row>(text);
        if (rows.length > 0) last = rows;
        answers.push(rows);
      } catch (error) {
        answers.push(sqlState(error) ?? String(error));
      }
    }
    return answers;
  } finally {
    // Its settings go with it.
    client.release(true);
  }
}
const REQUEST = () => `SELECT request_reveal('users', '${person}', 'email', 'because') AS grant_id`;
const FIND = ([row]: Row[]) =>
  `SELECT id FROM read_user_search('${String(row?.["grant_id"])}', 100)`;
const READ = ([row]: Row[]) => `SELECT value FROM read_revealed('${String(row?.["grant_id"])}')`;

it("answers in a later transaction, and the event tells who, whom, why and for how long", async () => {
  const grant = await granted();
  const revealed = await read(support, grant);
  expect(revealed?.value).toMatch(/^ada\..*@secret\.example$/);
  const left = (revealed?.expires_at.getTime() ?? 0) - Date.now();
  expect(left).toBeGreaterThan(4 * 60_000);
  expect(left).toBeLessThanOrEqual(5 * 60_000);
  // Again while it lasts: a lost answer is asked for once more.
  expect(await read(support, grant)).toEqual(revealed);
  const [, event, ...others] = await eventsAbout(person);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    id: grant,
    action: "reveal",
    ticket: "T-123",
    actor_role: "fs_support",
    details: { field: "email", minutes: 5 },
    pii: { reason: "Called by telephone", resource_id: person },
  });
  expect(JSON.stringify(event)).not.toContain("secret.example");
});

it("answers in the same way to everybody who may", async () => {
  for (const colleague of [support, colleagues.compliance, colleagues.dpo]) {
    const grant = await as(colleague, (tx) => requestReveal(tx, reveal()));
    expect(await read(colleague, grant ?? null)).toBeDefined();
  }
});

it.each(["sre", "auditor", "admin"] as const)("is closed to %s", async (role) => {
  const grant = await granted();
  expect(await refusal(as(colleagues[role], (tx) => requestReveal(tx, reveal())))).toBe("42501");
  expect(await refusal(read(colleagues[role], grant))).toBe("42501");
});

it("psql: a transaction that asked reads nothing, whatever its savepoints", async () => {
  const answers = await inPsql(
    "BEGIN",
    REQUEST(),
    READ,
    "SAVEPOINT s",
    REQUEST(),
    "RELEASE s",
    READ,
    "SAVEPOINT s",
    REQUEST(),
    READ,
    "ROLLBACK TO s",
    READ,
    "ROLLBACK",
    READ,
  );
  expect(answers.map((answer) => (answer as Row[]).filter((row) => "value" in row))).toEqual(
    answers.map(() => []),
  );
  expect((await eventsAbout(person)).map(({ action }) => action)).toEqual(["create"]);
});

it("psql: one statement, a cursor or a function cannot be both steps", async () => {
  const both = `SELECT value FROM request_reveal('users', '${person}', 'email', 'because') AS g
    CROSS JOIN LATERAL read_revealed(g)`;
  expect(await inPsql(both)).toEqual([[]]);
  expect(
    await inPsql("BEGIN", `DECLARE c CURSOR WITH HOLD FOR ${both}`, "COMMIT", "FETCH ALL FROM c"),
  ).toEqual([[], [], [], []]);
  // The statement above committed by itself: that is a trace, and a grant.
  expect((await eventsAbout(person)).map(({ action }) => action)).toEqual([
    "create",
    "reveal",
    "reveal",
  ]);
});

it("psql: another session reads nothing before the commit, and nothing after a rollback", async () => {
  const client = await adminPool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `SELECT set_config('role', 'fs_support', true), set_config('app.actor_kind', 'staff', true),
         set_config('app.actor_id', $1, true)`,
      [support.id],
    );
    const { rows } = await client.query<{ grant_id: string }>(REQUEST());
    const grant = rows[0]?.grant_id ?? "";
    expect(await read(support, grant)).toBeUndefined();
    await client.query("ROLLBACK");
    expect(await read(support, grant)).toBeUndefined();
  } finally {
    client.release();
  }
  // The control: the same with COMMIT between the steps.
  const [, , , answered] = await inPsql("BEGIN", REQUEST(), "COMMIT", READ);
  expect(answered).toHaveLength(1);
});

it("answers nobody else, and to nobody whose account or role has changed", async () => {
  const grant = await granted();
  expect(await read(await insertColleague("support"), grant)).toBeUndefined();
  expect(await read(colleagues.dpo, grant)).toBeUndefined();
  const mover = await insertColleague("support");
  const own = (await as(mover, (tx) => requestReveal(tx, reveal()))) ?? "";
  await adminPool.query("UPDATE staff SET role = 'dpo' WHERE id = $1", [mover.id]);
  expect(await read({ ...mover, role: "dpo" }, own)).toBeUndefined();
  await adminPool.query("UPDATE staff SET role = 'support', is_active = false WHERE id = $1", [
    mover.id,
  ]);
  expect(await refusal(read(mover, own))).toBe("42501");
});

it("answers nobody who does not say who they are, or says it of a role they have not", async () => {
  const attempts = [
    inTransaction(api, "fs_support", {}, (tx) => requestReveal(tx, reveal())),
    inTransaction(api, "fs_support", { actor_kind: "user", actor_id: person }, (tx) =>
      requestReveal(tx, reveal()),
    ),
    inTransaction(api, "fs_support", { actor_kind: "job", actor_id: support.id }, (tx) =>
      requestReveal(tx, reveal()),
    ),
    as({ id: randomUUID(), role: "support" }, (tx) => requestReveal(tx, reveal())),
    as(colleagues.compliance, (tx) => requestReveal(tx, reveal()), "fs_support"),
    as(colleagues.dpo, (tx) => requestSearch(tx, { resource: "users", q: "ada" }), "fs_admin"),
  ];
  expect(new Set(await Promise.all(attempts.map(refusal)))).toEqual(new Set(["42501"]));
});

it("opens nothing with an id that is no grant", async () => {
  const [created] = await eventsAbout(person);
  const search = await as(support, (tx) => requestSearch(tx, { resource: "users", q: "ada" }));
  const { rows } = await adminPool.query<{ id: string }>("SELECT uuidv7() AS id");
  for (const id of [randomUUID(), rows[0]?.id, created?.["id"], search, person, null]) {
    expect(await read(support, id as string)).toBeUndefined();
  }
  // And no grant comes from the door that asks for no reason.
  const forgery = { field: "email", minutes: 30 };
  const shown = await as(support, (tx) =>
    tx.rows<{ id: string }>("SELECT record_event('show', 'users', $1, $1, $2) AS id", [
      person,
      forgery,
    ]),
  );
  expect(await read(support, shown[0]?.id ?? null)).toBeUndefined();
  for (const action of ["reveal", "search"]) {
    const forged = as(support, (tx) =>
      tx.rows("SELECT record_event($1, 'users', $2, $2, $3)", [action, person, forgery]),
    );
    expect(await refusal(forged)).toBe("42501");
  }
});

it("is over after its minutes, also for a transaction that began before", async () => {
  const revealed = await as(support, async (tx) => {
    await tx.rows("SELECT 1");
    const grant = await granted({ minutes: 1 });
    expect(await selectOptionalRevealed(tx, grant)).toBeDefined();
    await inTransaction(adminPool, "none", {}, async (admin) => {
      await admin.rows("ALTER TABLE audit_log DISABLE TRIGGER append_only");
      await admin.rows("UPDATE audit_log SET details = details || $2 WHERE id = $1", [
        grant,
        { minutes: 0 },
      ]);
      await admin.rows("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER append_only");
    });
    return selectOptionalRevealed(tx, grant);
  });
  expect(revealed).toBeUndefined();
});

it("answers no row for what is deleted, before or after it was asked for", async () => {
  const grant = await granted();
  await adminPool.query("UPDATE users SET deleted_at = now() WHERE id = $1", [person]);
  expect(await read(support, grant)).toBeUndefined();
  const events = await eventsAbout(person);
  for (const overrides of [
    {},
    { id: randomUUID() },
    { field: "password_hash" },
    { resource: "staff" },
  ]) {
    const request = as(support, (tx) => requestReveal(tx, reveal(overrides)));
    expect(await request).toBeUndefined();
  }
  expect(await eventsAbout(person)).toEqual(events);
});

it("answers nothing once the event was erased with the person", async () => {
  const grant = await granted();
  await adminPool.query("SELECT redact_audit_events($1)", [person]);
  expect(await read(support, grant)).toBeUndefined();
});

it.each([
  { reason: "" },
  { reason: " x " },
  { reason: "x".repeat(1001) },
  { minutes: 0 },
  { minutes: 31 },
  { ticket: "ada@example.com asked" },
  { ticket: "" },
  { ticket: "ada.example.com" },
])("refuses %o", async (overrides) => {
  const attempt = as(support, (tx) => requestReveal(tx, reveal(overrides)));
  expect(await refusal(attempt)).toBe("22023");
  expect(await eventsAbout(person)).toHaveLength(1);
});

it("keeps what was typed in the event's personal part and nowhere else", async () => {
  const q = `typed-${randomUUID()}`;
  const grant = await as(support, (tx) => requestSearch(tx, { resource: "users", q }));
  const { rows } = await adminPool.query<Row>(
    "SELECT to_jsonb(e) - 'pii' AS event, pii FROM audit_log AS e WHERE id = $1",
    [grant],
  );
  expect(rows).toMatchObject([
    { event: { action: "search", details: { minutes: 5 } }, pii: { q } },
  ]);
  expect(JSON.stringify(rows[0]?.["event"])).not.toContain(q);
});

it("psql: a look-up finds nothing in the transaction that asked, nor after its rollback", async () => {
  const ask = `SELECT request_search('users', 'Quietly') AS grant_id`;
  expect(
    (await inPsql("BEGIN", ask, FIND, "SAVEPOINT s", FIND, "ROLLBACK", FIND)).slice(2),
  ).toEqual([[], [], [], [], []]);
  const [, , , found] = await inPsql("BEGIN", ask, "COMMIT", FIND);
  expect(found).toContainEqual({ id: person });
  expect((await inPsql("SELECT * FROM search_users('Quietly', 10)"))[0]).toBe("42501");
});

it("a look-up's grant opens neither a reveal nor another resource's rows", async () => {
  const users = await as(support, (tx) => requestSearch(tx, { resource: "users", q: "Quietly" }));
  const visions = await as(support, (tx) =>
    requestSearch(tx, { resource: "visions", q: "Quietly", person }),
  );
  expect(await read(support, users)).toBeUndefined();
  expect(await read(support, visions)).toBeUndefined();
  const find = (colleague: Colleague, grant: string) =>
    as(colleague, (tx) => tx.rows("SELECT id FROM read_user_search($1, 10)", [grant]));
  expect(await find(support, visions)).toEqual([]);
  expect(await find(colleagues.admin, users)).toEqual([]);
  expect(await find(support, users)).not.toEqual([]);
  expect((await eventsAbout(person)).at(-1)).toMatchObject({ action: "search" });
});
