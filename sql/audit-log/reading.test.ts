import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { selectAuditEvents, showSubject } from "./read.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");

type Change = { field: string; before: unknown; after: unknown; withheld: string | null };
type Readable = {
  id: string;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string | null;
  subject_id: string | null;
  action: string;
  resource: string;
  resource_id: string | null;
  reason: string | null;
  address: string | null;
  details: unknown;
  changes: Change[];
  erased: boolean;
};

let ann = "";
let bob = "";
let sue = "";
const run = randomUUID();

async function idOf(text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await database.adminPool.query<{ id: string }>(text, values);
  return rows[0]?.id ?? "";
}

/** What a role reads; support with the user whose page is open. */
async function read(role: DatabaseRole, subject = "", condition = "true"): Promise<Readable[]> {
  return inTransaction(api, role, {}, async (tx) => {
    await tx.rows("SELECT set_config('app.subject_id', $1, true)", [subject]);
    return tx.rows<Readable>(`SELECT * FROM readable_audit_log WHERE ${condition} ORDER BY at`);
  });
}

function field(event: Readable | undefined, name: string): Change | undefined {
  return event?.changes.find((change) => change.field === name);
}

/** What the data protection officer finds. */
async function found(filter: Record<string, unknown>): Promise<string[]> {
  const page = await inTransaction(api, "fs_dpo", {}, (tx) =>
    selectAuditEvents(
      tx,
      { filter, sort: { field: "at", direction: "ASC" }, offset: 0, limit: 100 },
      1000,
    ),
  );
  return page.rows.map(({ action, resource }) => `${action} ${resource}`);
}

beforeAll(async () => {
  const insertUser =
    "INSERT INTO users (email, name, password_hash) VALUES ($1, $2, 'h') RETURNING id";
  ann = await idOf(insertUser, ["ann@example.com", "Ann"]);
  bob = await idOf(insertUser, ["bob@example.com", "Bob"]);
  sue = await idOf(
    `INSERT INTO staff (email, name, role, password_hash)
     VALUES ('sue@futuresync.example', 'Sue', 'support', 'h') RETURNING id`,
  );
  await database.adminPool.query("INSERT INTO job_runs (id, job) VALUES ($1, 'lift-suspensions')", [
    run,
  ]);
  const support: CallerContext = {
    actor_kind: "staff",
    actor_id: sue,
    address: "203.0.113.9",
    reason: "wrote from ann.private@mail.example.org, twice",
  };
  await inTransaction(api, "fs_support", support, (tx) =>
    tx.rows(
      `UPDATE users SET is_active = false, suspended_at = now(),
         suspension_reason = 'complaint by zoe@example.com' WHERE id = $1`,
      [ann],
    ),
  );
  await inTransaction(
    database.pool("futuresync_daemon"),
    "fs_worker",
    { actor_kind: "job", actor_id: run },
    (tx) =>
      tx.rows(
        `UPDATE users SET is_active = true, suspended_at = NULL, suspension_reason = NULL WHERE id = $1`,
        [ann],
      ),
  );
});

it.each(["fs_compliance", "fs_dpo", "fs_auditor"] as const)("shows %s everything", async (role) => {
  const { rows } = await database.adminPool.query("SELECT FROM audit_log");
  expect(await read(role)).toHaveLength(rows.length);
});

it("shows support the user of the page and nobody else", async () => {
  const events = await read("fs_support", ann);
  expect(events.map(({ action, actor_name }) => [action, actor_name])).toEqual([
    ["create", null],
    ["update", "Sue"],
    ["update", "lift-suspensions"],
  ]);
  expect(new Set(events.map(({ subject_id }) => subject_id))).toEqual(new Set([ann]));
  expect(await read("fs_support", bob)).toHaveLength(1);
  expect(await read("fs_support")).toEqual([]);
  expect(await read("fs_support", randomUUID())).toEqual([]);
});

it("shows sre what jobs did, without personal values", async () => {
  const events = await read("fs_sre");
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    actor_kind: "job",
    actor_id: run,
    actor_name: "lift-suspensions",
    reason: null,
    address: null,
  });
  expect(JSON.stringify(events)).not.toContain("complaint");
});

it("shows admin what concerns staff", async () => {
  const events = await read("fs_admin");
  // What the roles may do was written by migrations, and is told here too.
  const others = events.filter(({ resource }) => resource !== "staff-permissions");
  expect(others.map(({ resource, resource_id }) => [resource, resource_id])).toEqual([
    ["staff", sue],
  ]);
});

// The policies choose, the view's own condition reads: neither may know more than the other.
it.each(["support", "compliance", "dpo", "sre", "auditor", "admin"] as const)(
  "lists for %s what the view shows, by the policy of the table",
  async (role) => {
    const page = await inTransaction(api, `fs_${role}`, {}, async (tx) => {
      await showSubject(tx, ann);
      const sort = { field: "at", direction: "ASC" } as const;
      return selectAuditEvents(tx, { filter: {}, sort, offset: 0, limit: 100 }, 1000);
    });
    const readable = await read(`fs_${role}`, ann);
    expect(page.rows.map(({ id }) => id)).toEqual(readable.map(({ id }) => id));
    expect(page.total).toBe(readable.length);
    const { rows } = await database.adminPool.query<{ chosen: boolean }>(
      `SELECT has_any_column_privilege($1, 'audit_log', 'SELECT') AS chosen`,
      [`fs_${role}`],
    );
    expect(rows).toEqual([{ chosen: true }]);
  },
);

it("finds by person and by colleague, whose pseudonyms alone stand in the table", async () => {
  expect(await found({ subject_id: bob })).toEqual(["create users"]);
  expect(await found({ actor_id: sue })).toEqual(["update users"]);
  expect(await found({ actor_id: run, subject_id: ann })).toEqual(["update users"]);
  expect(await found({ actor_id: randomUUID() })).toEqual([]);
});

it.each(["fs_member", "fs_org_admin", "none"] as const)("is closed to %s", async (role) => {
  const attempt = inTransaction(api, role, {}, (tx) => tx.rows("SELECT FROM readable_audit_log"));
  expect(sqlState(await attempt.catch((error: unknown) => error))).toBe("42501");
});

// An export is made by the worker for one of these: it may hold no more than they see, and no less.
it.each(["fs_compliance", "fs_dpo", "fs_auditor"] as const)(
  "shows the worker, value for value, what %s sees",
  async (role) => {
    const rows = "SELECT * FROM readable_audit_log ORDER BY at";
    const seen = await inTransaction(api, role, {}, (tx) => tx.rows(rows));
    const written = await inTransaction(
      database.pool("futuresync_daemon"),
      "fs_worker",
      { actor_kind: "job", actor_id: run },
      (tx) => tx.rows(rows),
    );
    expect(written).toEqual(seen);
    expect(JSON.stringify(written)).toContain("a•••@e•••.com");
    expect(JSON.stringify(written)).not.toMatch(/ann@example|zoe@example|203\.0\.113\.9/);
  },
);

it("shows before and after field by field, e-mail and network masked, secrets withheld", async () => {
  const [created, suspended] = await read("fs_support", ann);
  expect(field(created, "email")).toEqual({
    field: "email",
    before: null,
    after: "a•••@e•••.com",
    withheld: null,
  });
  expect(field(created, "password_hash")).toEqual({
    field: "password_hash",
    before: null,
    after: null,
    withheld: "secret",
  });
  expect(suspended).toMatchObject({
    actor_id: sue,
    resource_id: ann,
    address: "203.0.113.0/24",
    reason: "wrote from a•••@m•••.org, twice",
    erased: false,
  });
  expect(field(suspended, "is_active")).toMatchObject({ before: true, after: false });
  expect(field(suspended, "suspension_reason")).toMatchObject({
    before: null,
    after: "complaint by z•••@e•••.com",
    withheld: null,
  });
  const all = JSON.stringify(await read("fs_dpo"));
  for (const needle of ["ann@example.com", "ann.private", "zoe@", "203.0.113.9"]) {
    expect(all).not.toContain(needle);
  }
});

it.each([
  ["ann@example.com", "a•••@e•••.com"],
  ["Ann <ann.b+c@sub.example.co.uk>, bob@x.org.", "Ann <a•••@s•••.uk>, b•••@x•••"],
  ["ж@пример.рф and no@tld", "ж•••@п•••.рф and n•••@t•••"],
  ["no address @ all, a@", "no address @ all, a@"],
  ['from "john.smith"@corp.example to john(work)@corp.example', "from •••@••• to •••@•••"],
  ["mailto:ann@example.com?cc=bob@example.com", "•••@•••"],
])("masks the addresses in %s", async (text, masked) => {
  const { rows } = await database.adminPool.query<{ masked: string }>(
    "SELECT mask_emails_within($1) AS masked",
    [text],
  );
  expect(rows[0]?.masked).toBe(masked);
});

it("gives nothing personal away through a condition with a side effect", async () => {
  // Support looks at Bob. A cast that fails quotes its input, and the planner runs this cheap
  // condition before the row filter: on Ann's events, which have a reason.
  expect(await read("fs_support", bob, "reason::int = 1")).toEqual([]);
  expect(await read("fs_support", bob, "(address || '')::int = 1")).toEqual([]);
  const own = await read("fs_support", ann, "reason::int = 1").catch(String);
  expect(own).toContain("invalid input syntax");
});

it("shows each role the proof of the very events it reads", async () => {
  for (const role of ["support", "compliance", "dpo", "sre", "auditor", "admin"] as const) {
    const subject = role === "support" ? ann : "";
    const provable = await inTransaction(api, `fs_${role}`, {}, async (tx) => {
      await tx.rows("SELECT set_config('app.subject_id', $1, true)", [subject]);
      return tx.rows<{ id: string }>("SELECT id FROM provable_audit_log ORDER BY at");
    });
    const readable = await read(`fs_${role}`, subject);
    expect(readable.length).toBeGreaterThan(0);
    expect(provable.map(({ id }) => id)).toEqual(readable.map(({ id }) => id));
  }
  expect(await read("fs_support")).toEqual([]);
});

it("reads an event by id without scanning the trail", async () => {
  await database.adminPool.query(
    "SELECT record_event('search', 'users') FROM generate_series(1, 3000)",
  );
  await database.adminPool.query("ANALYZE audit_log; ANALYZE audit_pseudonyms");
  const id = await idOf("SELECT id FROM audit_log LIMIT 1");
  const lines = await inTransaction(api, "fs_compliance", {}, (tx) =>
    tx.rows<{ "QUERY PLAN": string }>(
      `EXPLAIN SELECT * FROM readable_audit_log
       WHERE id = '${id}' AND at >= uuidv7_time('${id}')
         AND at < uuidv7_time('${id}') + interval '1 ms'`,
    ),
  );
  const plan = lines.map((line) => line["QUERY PLAN"]).join("\n");
  const month = new Date().toISOString().slice(0, 7).replace("-", "_");
  expect(plan.match(/ on audit_log_\d{4}_\d{2} /g)).toEqual([` on audit_log_${month} `]);
  expect(plan).not.toContain("Seq Scan on audit_log");
});

it("keeps the history of an erased person, anonymous", async () => {
  await database.adminPool.query("SELECT redact_audit_events($1)", [ann]);
  await database.adminPool.query("SELECT forget_audit_pseudonyms($1)", [ann]);
  expect(await read("fs_support", ann)).toEqual([]);
  const anonymous = (await read("fs_dpo")).filter(({ erased }) => erased);
  expect(anonymous).toHaveLength(3);
  for (const event of anonymous) {
    expect(event).toMatchObject({ subject_id: null, resource_id: null, reason: null });
  }
  const suspension = anonymous[1]?.changes.find(({ field }) => field === "suspension_reason");
  expect(suspension).toMatchObject({ before: null, after: null, withheld: "erased" });
  const { rows } = await database.adminPool.query<{ whole: string }>(
    `SELECT string_agg(a::text, ' ') AS whole FROM audit_log AS a`,
  );
  expect(rows[0]?.whole).not.toContain(ann);
});
