import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { loadSql } from "../database/load-sql.ts";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole, Transaction } from "../database/transaction.ts";
import { requestSearch } from "../reveals/queries.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import { canonicalForm, leafOf } from "./canonical.ts";
import type { SealedEvent } from "./canonical.ts";
import { insertEvent } from "./queries.ts";
import { forgetPseudonyms, redactPerson } from "./redact.ts";

const SELECT_SEALED = loadSql(import.meta.url, "./select-sealed-events.sql");

const plain = (text: string) => text.toLowerCase().replaceAll("-", "");

async function trail() {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  const daemon = database.pool("futuresync_daemon");
  const admin = database.adminPool;
  const canary = await insertPerson(admin, "Quixotl");
  const bob = await insertPerson(admin, "Bob");
  const email = "Quixotl@Quixotl.example";
  const run = randomUUID();
  const context = { actor_kind: "job", actor_id: run, ticket: "GDPR-7" } as const;

  const as = <T>(
    role: DatabaseRole,
    caller: CallerContext,
    work: (tx: Transaction) => Promise<T>,
  ) => inTransaction(api, role, caller, work);
  const sue = { actor_kind: "staff", actor_id: bob.staff_id } as const;
  const theCanary = { actor_kind: "user", actor_id: canary.user_id } as const;
  const bySue = <T>(caller: CallerContext, work: (tx: Transaction) => Promise<T>) =>
    as("fs_support", { ...sue, ...caller }, work);

  const events = async () =>
    (await admin.query<SealedEvent & { leaf: Buffer; pii: string | null }>(SELECT_SEALED)).rows;
  const worker = <T>(work: (tx: Transaction) => Promise<T>) =>
    inTransaction(daemon, "fs_worker", context, work);
  const redact = (person: string | null, needles: unknown, most: number | null = 500) =>
    worker((tx) =>
      tx.rows<{ redacted: number }>("SELECT redact_audit_events($1, $2, $3) AS redacted", [
        person,
        needles,
        most,
      ]),
    );
  return {
    database,
    admin,
    daemon,
    canary,
    bob,
    email,
    context,
    as,
    bySue,
    theCanary,
    events,
    worker,
    redact,
  };
}

describe("a person whose values stand everywhere", async () => {
  const {
    database,
    admin,
    daemon,
    canary,
    bob,
    email,
    context,
    as,
    bySue,
    theCanary,
    events,
    worker,
  } = await trail();
  const sealed = await createSealedTrail(database);
  afterAll(() => sealed.end());
  const vision = (
    await admin.query<{ id: string }>("SELECT id FROM visions WHERE user_id = $1", [canary.user_id])
  ).rows[0]?.id as string;

  const typed = [
    email,
    email.toUpperCase(),
    ` ${canary.user_id}`,
    canary.user_id.replaceAll("-", ""),
    "quixotl",
  ];
  for (const q of typed) await bySue({}, (tx) => requestSearch(tx, { resource: "users", q }));
  // Half an address finds one person: the search is theirs too.
  const request_id = randomUUID();
  await bySue({ request_id }, (tx) => requestSearch(tx, { resource: "users", q: "otl@qui" }));
  await bySue({ request_id }, (tx) =>
    insertEvent(tx, { action: "find", resource: "users", subject: canary.user_id }),
  );
  await bySue({ reason: `as <${email}> asked.`, agent: "Browser", address: "203.0.113.9" }, (tx) =>
    tx.rows("UPDATE users SET locale = 'de' WHERE id = $1", [bob.user_id]),
  );
  await bySue({}, (tx) =>
    insertEvent(tx, {
      action: "list",
      resource: "users",
      pii: { people: [bob.user_id, canary.user_id.toUpperCase()] },
    }),
  );
  // Rows of theirs, of which only they themselves or a refusal have told: nobody has bound them.
  await as("fs_member", theCanary, (tx) =>
    insertEvent(tx, {
      action: "show",
      resource: "visions",
      resource_id: vision,
      subject: canary.user_id,
    }),
  );
  await as("none", { actor_kind: "staff", actor_id: bob.staff_id }, (tx) =>
    insertEvent(tx, { action: "refused", resource: "visions", resource_id: vision }),
  );
  // By them, on somebody else's row.
  await as("fs_member", { ...theCanary, agent: "Quixotl's telephone" }, (tx) =>
    insertEvent(tx, { action: "refused", resource: "users", pii: { asked: bob.user_id } }),
  );
  await admin.query(
    `INSERT INTO organization_invitations (organization_id, email, token_hash, expires_at)
     VALUES ($1, $2, sha256('other'), now() + interval '1 day')`,
    [bob.organization_id, email.toLowerCase()],
  );
  // Others, who look alike.
  for (const q of [`my${email}`, `${email}.org`, "quixotl again", "%", randomUUID()]) {
    await bySue({ agent: "Browser" }, (tx) => requestSearch(tx, { resource: "users", q }));
  }
  await sealed.seal();
  await admin.query("ANALYZE audit_log, audit_pseudonyms");
  const before = await events();
  const pseudonym = before.find(
    ({ action, resource }) => `${action} ${resource}` === "show visions",
  )?.actor;
  const needles = [
    ...Object.values(canary).filter(
      (id) => id !== canary.organization_id && id !== canary.staff_id,
    ),
    vision,
    email,
    "Quixotl",
  ];

  it("is in no column of the trail after the redaction, and every leaf is what it was", async () => {
    expect(
      before.filter(({ pii }) => pii?.toLowerCase().includes("quixotl")).length,
    ).toBeGreaterThan(12);
    const total = await redactPerson(daemon, context, { person: canary.user_id, needles });
    await worker((tx) => forgetPseudonyms(tx, canary.user_id));

    const after = await events();
    const told = after.slice(before.length);
    // An export of the trail named them: that it forgot them is a change of its row.
    expect(told.map(({ action }) => action)).toEqual(["update", "redact", "forget"]);
    const emptied = after.filter(({ pii }) => pii === null).map(({ id }) => id);
    expect(emptied).toHaveLength(total);
    expect(JSON.parse(told[1]?.details ?? "")).toEqual({ events: expect.any(Array) as unknown });
    expect((JSON.parse(told[1]?.details ?? "") as { events: string[] }).events.toSorted()).toEqual(
      emptied.toSorted(),
    );
    for (const [place, event] of before.entries()) {
      expect(canonicalForm(after[place] as SealedEvent)).toBe(canonicalForm(event));
    }
    for (const event of after) expect(leafOf(event).equals(event.leaf)).toBe(true);
  });

  it.each(["audit_log", "audit_pseudonyms"])("leaves no needle in %s", async (table) => {
    // Who is called alike stays, and the organization's events, whose name is not the person's.
    const { rows } = await admin.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table} AS t
       WHERE t::text ~* $1 AND t::text !~ 'my${email}|${email}.org|quixotl again|Quixotl (Ltd|team)'`,
      [[...needles, canary.user_id.replaceAll("-", "")].join("|").replaceAll(".", "\\.")],
    );
    expect(rows).toEqual([]);
  });

  it("leaves none in what the planner knows of the values", async () => {
    const { rows } = await admin.query<{ known: string }>(
      "SELECT s::text AS known FROM pg_stats AS s WHERE tablename ~ '^audit_(log|pseudonyms)'",
    );
    const known = rows.map((row) => row.known).join("\n");
    // It was asked: the columns that hold nobody are there.
    expect(known).toContain("fs_support");
    expect([...needles, email.toLowerCase()].filter((needle) => known.includes(needle))).toEqual(
      [],
    );
  });

  it("empties nobody else's", async () => {
    const after = await events();
    const lookAlike = /my\w+@|example\.org|quixotl again/i;
    const innocent = before.filter(
      ({ subject, actor, pii }) =>
        ![subject, actor].includes(pseudonym ?? "") &&
        (lookAlike.test(pii ?? "") ||
          ![...needles, "otl@qui"].some((needle) => plain(pii ?? "").includes(plain(needle)))),
    );
    for (const { id } of innocent) expect(after.find((e) => e.id === id)?.pii).not.toBeNull();
    expect(innocent.length).toBeGreaterThan(30);
  });

  it("has no place left where the pseudonyms lead anywhere, but the colleagues' do", async () => {
    const { rows } = await admin.query<{ real_id: string; user_id: string | null }>(
      "SELECT real_id, user_id FROM audit_pseudonyms",
    );
    expect(rows.some(({ user_id }) => user_id === canary.user_id)).toBe(false);
    expect(rows.map(({ real_id }) => real_id)).toContain(bob.staff_id);
    expect(rows.map(({ real_id }) => real_id)).toContain(bob.user_id);
  });

  it("leaves a trail that verifies as a whole, sealed before and after", async () => {
    await sealed.seal();
    const { found, findings, events: counted } = await sealed.verify();
    expect({ found, findings }).toEqual({ found: 0, findings: [] });
    const erased = (await events()).filter(({ pii }) => pii === null).length;
    expect(counted).toMatchObject({ erased, unsealed: 0 });
    expect(erased).toBeGreaterThan(20);
  });

  it("is done: once more changes nothing and leaves no event", async () => {
    const length = (await events()).length;
    expect(await redactPerson(daemon, context, { person: canary.user_id, needles })).toBe(0);
    expect(await worker((tx) => forgetPseudonyms(tx, canary.user_id))).toBe(0);
    expect(await events()).toHaveLength(length);
  });
});

describe("a redaction that is interrupted", async () => {
  const { database, admin, daemon, canary, context, bySue, events, worker, redact } = await trail();
  afterAll(() => database.drop());
  for (let event = 0; event < 20; event += 1) {
    await bySue({ reason: "asked" }, (tx) =>
      insertEvent(tx, {
        action: "show",
        resource: "users",
        resource_id: canary.user_id,
        subject: canary.user_id,
      }),
    );
  }
  const whole = async () => (await events()).filter(({ pii }) => pii !== null).length;

  it("changes nothing where it is rolled back, and is bounded", async () => {
    const before = await whole();
    await expect(
      worker(async (tx) => {
        await tx.rows("SELECT redact_audit_events($1)", [canary.user_id]);
        throw new Error("killed");
      }),
    ).rejects.toThrow("killed");
    expect(await whole()).toBe(before);
    expect(await redact(canary.user_id, [], 3)).toEqual([{ redacted: 3 }]);
    // Its own event holds {} as personal values.
    expect(await whole()).toBe(before - 3 + 1);
  });

  it("does not forget who still has values in the trail", async () => {
    const attempt = worker((tx) => forgetPseudonyms(tx, canary.user_id));
    await expect(attempt).rejects.toMatchObject({ code: "55000" });
  });

  it("goes on, also as two at once: each event is named once", async () => {
    const erased = { person: canary.user_id, needles: [] };
    await Promise.all([
      redactPerson(daemon, context, erased),
      redactPerson(daemon, context, erased),
    ]);
    const after = await events();
    const named = after
      .filter(({ action }) => action === "redact")
      .flatMap(({ details }) => (JSON.parse(details) as { events: string[] }).events);
    expect(named.toSorted()).toEqual(
      after
        .filter(({ pii }) => pii === null)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(new Set(named).size).toBe(named.length);
    expect(named.length).toBeGreaterThan(20);
    expect(await worker((tx) => forgetPseudonyms(tx, canary.user_id))).toBeGreaterThan(0);
  });

  it("tells who did it by which ticket, and nothing personal, whatever the transaction says", async () => {
    const asked = { ...context, reason: "Quixotl asked", address: "203.0.113.5", agent: "Quixotl" };
    const bob = await insertPerson(admin, "Bobby");
    await redactPerson(daemon, asked, { person: bob.user_id, needles: [] });
    const event = (await events()).findLast(({ action }) => action === "redact");
    expect(event).toMatchObject({
      actor_kind: "job",
      actor: context.actor_id,
      actor_role: "fs_worker",
      subject: null,
      resource_id: null,
      ticket: "GDPR-7",
      pii: "{}",
    });
  });
});

describe("a redaction of what is not the person's", async () => {
  const { database, admin, canary, bob, events, redact, worker } = await trail();
  afterAll(() => database.drop());
  const job = randomUUID();
  await admin.query("INSERT INTO audit_pseudonyms (real_id, pseudonym) VALUES ($1, $1)", [job]);
  const visions = await admin.query<{ id: string }>("SELECT id FROM visions WHERE user_id = $1", [
    bob.user_id,
  ]);
  const vision = visions.rows[0]?.id;
  const before = await events();

  it.each<[string, unknown]>([
    ["everything", [""]],
    ["spaces", ["      "]],
    ["a pattern", ["%"]],
    ["a longer pattern", ["%%%%%%%%"]],
    ["two letters", ["ab"]],
    ["NULL", [null]],
    ["no array", null],
    ["half an address", ["@example.com"]],
    ["a domain alone", ["x@y"]],
    ["an address in a sentence", ["I am quixotl@quixotl.example"]],
    ["a colleague's address", ["BOB@staff.example"]],
    ["another person's address", ["bob@bob.example"]],
    ["another person's id", [bob.user_id]],
    ["a row of another person", [bob.request_id]],
    ["a row of another person that no event names", [vision]],
    ["a colleague's id", [bob.staff_id]],
    ["an organization's id", [bob.organization_id]],
    ["a job's id", [job]],
    ["too many", Array.from({ length: 10_001 }, () => randomUUID())],
    ["too many texts", Array.from({ length: 101 }, (_, n) => `person${n}@x.example`)],
  ])("is refused: %s", async (_name, needles) => {
    const error: unknown = await redact(canary.user_id, needles).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "22023" });
    // The message goes to logs.
    expect((error as Error).message).not.toMatch(/quixotl|bob/i);
    expect(await events()).toEqual(before);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["of a colleague", () => redact(bob.staff_id, [])],
    ["of an organization", () => redact(bob.organization_id, [])],
    ["of a job", () => redact(job, [])],
    ["of nobody", () => redact(null, [])],
    ["of none", () => redact(canary.user_id, [], 0)],
    ["of all at once", () => redact(canary.user_id, [], 1001)],
    ["unbounded", () => redact(canary.user_id, [], null)],
    ["forgetting a colleague", () => worker((tx) => forgetPseudonyms(tx, bob.staff_id))],
    ["forgetting a job", () => worker((tx) => forgetPseudonyms(tx, job))],
  ])("is refused: %s", async (_name, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: "22023" });
    expect(await events()).toEqual(before);
  });

  it("is looked for in every table whose rows are somebody's", async () => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class AS c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND 2 = (SELECT count(*) FROM pg_attribute AS a
           WHERE a.attrelid = c.oid AND a.attname IN ('id', 'user_id') AND NOT a.attisdropped)
         AND NOT (SELECT prosrc FROM pg_proc WHERE proname = 'audit_ids_of_others')
           ~ ('FROM ' || c.relname || ' ')`,
    );
    expect(rows.map(({ name }) => name)).toEqual(["analytics_events"]);
  });

  it.each([
    "'; DROP TABLE audit_pseudonyms; --",
    "a' OR '1'='1'@x.example".replaceAll(" ", ""),
    ".*@a.*bc",
    "[a-z]+@[a-z]+.[a-z]+",
    "(?:.)*@.|.ab",
    "%@%.%%",
    "____@___.____",
    '"\\"@x.example',
    '{}","resource_id',
    "resource_id",
    "Browser",
  ])("takes a needle for what it is, and finds it nowhere: %s", async (needle) => {
    // Nobody's id, so that the needle alone counts.
    expect(await redact(randomUUID(), [needle])).toEqual([{ redacted: 0 }]);
    expect(await events()).toEqual(before);
  });
});
