import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole, Row } from "../database/transaction.ts";
import { requestReveal, requestSearch } from "../reveals/queries.ts";
import { createTestDatabase } from "../testing/database.ts";
import { selectPseudonyms, showSubject } from "./read.ts";
import { requestReasonSearch, searchReasons } from "./search-reasons.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");
const { adminPool } = database;

const ROLES = ["support", "compliance", "dpo", "auditor", "sre", "admin"] as const;
type Role = (typeof ROLES)[number];
const colleagues = {} as Record<Role | "other", string>;
let ann = "";
let bob = "";

async function idOf(text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await adminPool.query<{ id: string }>(text, values);
  return rows[0]?.id ?? "";
}

const as = <T>(who: Role | "other", work: Parameters<typeof inTransaction<T>>[3]) =>
  inTransaction(
    api,
    `fs_${who === "other" ? "auditor" : who}`,
    { actor_kind: "staff", actor_id: colleagues[who] },
    work,
  );

const reveal = (id: string, reason: string, ticket: string | null = null) =>
  as("support", (tx) =>
    requestReveal(tx, { resource: "users", id, field: "email", reason, ticket, minutes: 5 }),
  );

const refusal = (attempt: Promise<unknown>) => attempt.then(() => "answered", sqlState);
const SORT = { sort: { field: "at", direction: "DESC" }, offset: 0, limit: 40 } as const;

async function search(
  who: Role,
  q: string,
  filter: Parameters<typeof searchReasons>[2]["filter"] = {},
  person?: string,
) {
  const grant = await as(who, (tx) => requestReasonSearch(tx, q, person));
  return as(who, async (tx) => {
    if (person !== undefined) await showSubject(tx, person);
    return searchReasons(tx, grant, { ...SORT, filter });
  });
}
const reasons = async (...asked: Parameters<typeof search>) =>
  (await search(...asked)).rows.map(({ reason }) => reason);

beforeAll(async () => {
  for (const name of [...ROLES, "other"] as const) {
    colleagues[name] = await idOf(
      `INSERT INTO staff (email, name, role, password_hash) VALUES ($1, $2, $3, 'none') RETURNING id`,
      [`${name}@staff.example`, name, name === "other" ? "auditor" : name],
    );
  }
  const insert = "INSERT INTO users (email, name) VALUES ($1, 'Somebody') RETURNING id";
  ann = await idOf(insert, ["ann@people.example"]);
  bob = await idOf(insert, ["bob@people.example"]);
  await reveal(ann, "Called about 50%_off, by ann@people.example");
  await reveal(bob, "Позвонил Иванов");
  await reveal(bob, "Called by telephone");
  await as("support", (tx) =>
    tx.rows(
      `UPDATE users SET is_active = false, suspended_at = now(), suspension_reason = 'Spam, telephone numbers'
       WHERE id = $1`,
      [bob],
    ),
  );
});

describe("a search of reasons", () => {
  it("finds a part of them, newest first, in any case and script, and shows addresses masked", async () => {
    expect(await reasons("auditor", "CALLED")).toEqual([
      "Called by telephone",
      "Called about 50%_off, by a•••@p•••.example",
    ]);
    expect(await reasons("dpo", "ИВАНОВ")).toEqual(["Позвонил Иванов"]);
    expect(await reasons("compliance", "0%_off")).toHaveLength(1);
    expect(await reasons("auditor", "0%xoff")).toEqual([]);
    expect(await reasons("auditor", "nowhere")).toEqual([]);
    // Not even an address that is masked there opens it.
    const found = await search("auditor", "ann@people.example");
    expect(JSON.stringify(found.rows)).not.toContain("ann@people");
    expect(found).toMatchObject({ total: 1, reached: undefined });
  });

  it("finds why somebody was suspended, which is a reason too", async () => {
    const { rows } = await search("auditor", "telephone num");
    expect(rows).toMatchObject([{ action: "update", subject_id: bob }]);
  });

  it("is narrowed by everything else a list is", async () => {
    const [newest] = (await search("auditor", "telephone")).rows;
    const count = async (filter: Parameters<typeof search>[2]) =>
      (await search("auditor", "telephone", filter)).total;
    expect(await count({})).toBe(2);
    expect(await count({ action: "reveal" })).toBe(1);
    expect(await count({ actor_id: colleagues.support })).toBe(2);
    expect(await count({ actor_id: colleagues.dpo })).toBe(0);
    expect(await count({ actor_id: randomUUID() })).toBe(0);
    expect(await count({ resource: "users", resource_id: bob })).toBe(2);
    expect(await count({ resource_id: ann })).toBe(0);
    expect(await count({ request_id: randomUUID() })).toBe(0);
    expect(await count({ reason_code: "fraud" })).toBe(0);
    expect(await count({ at_gte: newest?.at.toISOString() ?? "" })).toBe(1);
    expect(await count({ at_lt: "2020-01-01" })).toBe(0);
  });

  it("of one person stays in that person's history", async () => {
    expect(await reasons("support", "called", {}, ann)).toHaveLength(1);
    expect(await reasons("support", "called", {}, bob)).toEqual(["Called by telephone"]);
    expect(await reasons("auditor", "called", {}, randomUUID())).toEqual([]);
  });
});

/** What somebody at a psql prompt gets to see, statement by statement. */
async function inPsql(who: "auditor" | "other", ...statements: ((grant: string) => string)[]) {
  const client: pg.PoolClient = await api.connect();
  const seen: number[] = [];
  let grant = randomUUID() as string;
  try {
    await client.query("SET ROLE fs_auditor");
    await client.query("SELECT set_config('app.actor_kind', 'staff', false)");
    await client.query("SELECT set_config('app.actor_id', $1, false)", [colleagues[who]]);
    for (const statement of statements) {
      const { rows } = await client.query<Row>(statement(grant));
      const [first] = rows;
      if (first !== undefined && "grant_id" in first) grant = String(first["grant_id"]);
      else seen.push(rows.length);
    }
    return { seen, grant };
  } finally {
    client.release(true);
  }
}
const say = (text: string) => () => text;
const REQUEST = say("SELECT request_reason_search('called') AS grant_id");
const READ = (grant: string) =>
  `SELECT id FROM read_reason_search('${grant}', '-infinity', 'infinity')`;

describe("its two steps", () => {
  it("are closed to who reads no reasons, and to support without a person", async () => {
    for (const role of ["sre", "admin"] as const) {
      expect(await refusal(as(role, (tx) => requestReasonSearch(tx, "called", undefined)))).toBe(
        "42501",
      );
    }
    expect(await refusal(as("support", (tx) => requestReasonSearch(tx, "called", undefined)))).toBe(
      "42501",
    );
    for (const role of ["fs_member", "fs_org_admin", "none"] satisfies DatabaseRole[]) {
      const attempt = inTransaction(api, role, {}, (tx) => requestReasonSearch(tx, "called", ann));
      expect(await refusal(attempt)).toBe("42501");
    }
    expect(await refusal(as("auditor", (tx) => requestReasonSearch(tx, " ab ", undefined)))).toBe(
      "22023",
    );
  });

  it("give support no way past the person by the general first step", async () => {
    const grant = await as("support", (tx) =>
      requestSearch(tx, { resource: "audit-log", q: "called" }),
    );
    const hits = await as("support", (tx) =>
      tx.rows("SELECT * FROM read_reason_search($1, '-infinity', 'infinity')", [grant]),
    );
    expect(hits).toEqual([]);
  });

  it("answer nothing in the transaction that asked, whatever its savepoints, nor after a rollback", async () => {
    const { seen } = await inPsql(
      "auditor",
      say("BEGIN"),
      REQUEST,
      READ,
      say("SAVEPOINT s"),
      REQUEST,
      say("RELEASE s"),
      READ,
      say("SAVEPOINT s"),
      REQUEST,
      READ,
      say("ROLLBACK TO s"),
      READ,
      say("ROLLBACK"),
      READ,
    );
    expect(seen.every((count) => count === 0)).toBe(true);
  });

  it("answer to the same colleague once it is committed, again while it lasts, and to nobody else", async () => {
    const { seen, grant } = await inPsql("auditor", REQUEST, READ, READ);
    expect(seen).toEqual([2, 2]);
    expect((await inPsql("other", () => READ(grant))).seen).toEqual([0]);
    const { rows } = await adminPool.query(
      "SELECT action, resource, pii, details FROM audit_log WHERE id = $1",
      [grant],
    );
    expect(rows).toMatchObject([
      { action: "search", resource: "audit-log", pii: { q: "called" }, details: { minutes: 5 } },
    ]);
    expect(JSON.stringify(rows[0]?.details)).not.toContain("called");
  });
});

const copies = (reason: string, count: number, days: number) =>
  adminPool.query(
    `INSERT INTO audit_log (id, at, epoch, canon, actor_kind, actor_role, action, resource, details,
       pii, pii_salt, pii_commit, leaf)
     SELECT uuidv7_at(moment), moment, 1, 1, 'staff', 'fs_support', 'reveal', 'users', '{}',
       jsonb_build_object('reason', $1::text), sha256('s'), sha256('c'), sha256('l')
     FROM (SELECT now() - $3 * interval '1 day' * n / $2::int AS moment FROM generate_series(1, $2::int) AS n) AS m`,
    [reason, count, days],
  );

describe("among many", () => {
  beforeAll(async () => {
    await adminPool.query("SELECT FROM make_partitions_at(now(), 1, 6)");
    await copies("Asked for the common thing", 20_000, 150);
    await copies("A middling matter", 900, 140);
    await copies("Once in a blue moon", 3, 100);
    await adminPool.query("ANALYZE audit_log");
  });

  it("finds what is rare wherever it is, and says that nothing was left out", async () => {
    expect(await search("auditor", "blue moon")).toMatchObject({ total: 3, reached: undefined });
  });

  it.each(["common", "middling"])(
    "finds the newest of what is %s, and goes on from where it stopped",
    async (q) => {
      const { rows } = await adminPool.query<{ at: Date }>(
        "SELECT at FROM audit_log WHERE pii ->> 'reason' ILIKE $1 ORDER BY at DESC LIMIT 450",
        [`%${q}%`],
      );
      const expected = rows.map(({ at }) => at.getTime());
      const first = await search("auditor", q);
      expect(first.total).toBe(200);
      expect(first.rows.map(({ at }) => at.getTime())).toEqual(expected.slice(0, 40));
      expect(first.reached?.getTime()).toBeLessThanOrEqual((expected[199] ?? 0) + 1);
      const second = await search("auditor", q, { at_lt: first.reached?.toISOString() ?? "" });
      // Of the last one's millisecond again, and none is left out.
      expect(second.rows[0]?.at.getTime()).toBe(expected[199]);
      expect(second.total).toBe(200);
    },
  );

  it("pages through what was found, from either end", async () => {
    const grant = await as("auditor", (tx) => requestReasonSearch(tx, "middling", undefined));
    const page = (direction: "ASC" | "DESC", offset: number) =>
      as("auditor", (tx) =>
        searchReasons(tx, grant, {
          filter: {},
          sort: { field: "at", direction },
          offset,
          limit: 40,
        }),
      );
    const last = await page("DESC", 160);
    const first = await page("ASC", 0);
    expect(first.rows.map(({ id }) => id)).toEqual(last.rows.map(({ id }) => id).toReversed());
    expect((await page("DESC", 200)).rows).toEqual([]);
  });

  it("finds nothing of who was erased, and the planner's statistics hold no reason", async () => {
    expect(await search("auditor", "50%_off")).toMatchObject({ total: 1 });
    await adminPool.query("SELECT redact_audit_events($1)", [ann]);
    expect(await search("auditor", "50%_off")).toMatchObject({ total: 0, reached: undefined });
    const { rows } = await adminPool.query(
      `SELECT tablename, attname FROM pg_stats
       WHERE tablename LIKE 'audit_log%'
         AND (attname IN ('pii', 'lower') OR most_common_vals::text LIKE '%common thing%')`,
    );
    expect(rows).toEqual([]);
  });

  it("looks nobody up whose pseudonym is gone", async () => {
    await as("auditor", async (tx) => {
      expect(await selectPseudonyms(tx, { actor: randomUUID() })).toEqual({ actor: null });
    });
  });
});
