import { hash, randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditEvent, proofDocument } from "../contracts/audit-log.ts";
import type { AuditEvent } from "../contracts/audit-log.ts";
import { addUser, eventsAbout } from "../testing/people.ts";
import { sealOnce, sealUntil, testSigner } from "../testing/seal.ts";
import { startApp } from "../testing/start-app.ts";
import { rootFromPath } from "../../sql/audit-seals/merkle.ts";
import { selectInstallationId, selectSealsFrom } from "../../sql/audit-seals/queries.ts";
import { sealHash, sealMessage, verifySignature } from "../../sql/audit-seals/seal.ts";
import { inTransaction } from "../../sql/database/transaction.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const daemon = database.pool("futuresync_daemon");
const key = randomBytes(32).toString("base64");
let signer = testSigner(key);

const support = await app.staff("support");
const auditor = await app.staff("auditor");

async function history(user: string, reader = auditor): Promise<AuditEvent[]> {
  const filter = encodeURIComponent(JSON.stringify({ subject_id: user }));
  const { body } = await reader.get(`/api/audit-log?range=[0,24]&filter=${filter}`);
  return z.array(auditEvent).parse(body);
}

/** Every event about the person that is there has its seal then; newest first. */
async function seal(user: string): Promise<AuditEvent[]> {
  const [newest] = await history(user, support);
  await sealUntil(database, signer, newest?.id ?? "");
  // Reading the history is an event of it, behind what it shows.
  return (await history(user, support)).filter(({ action }) => action !== "list");
}

/** Sealed: the person was made, shown, suspended. Newest first. */
async function personWithEvents(): Promise<{ user: string; events: AuditEvent[] }> {
  const user = await addUser(database);
  await support.get(`/api/users/${user}`);
  await support.post(`/api/users/${user}/suspend`, { reason: "Because" });
  const events = await seal(user);
  expect(events.map(({ action }) => action)).toEqual(["update", "show", "create"]);
  expect(new Set(Object.values(states(events)))).toEqual(new Set(["proven"]));
  return { user, events };
}

const states = (events: readonly AuditEvent[]) =>
  Object.fromEntries(events.map(({ id, proof }) => [id, proof.fault ?? proof.state]));

/** What an owner can do who drops a guard for a moment: nothing of it is refused. */
async function tamper(table: string, statement: string, values: readonly unknown[]): Promise<void> {
  const owner = await database.adminPool.connect();
  try {
    await owner.query("BEGIN");
    await owner.query("SET LOCAL ROLE futuresync_owner");
    await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER append_only`);
    await owner.query(statement, [...values]);
    await owner.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`);
    await owner.query("COMMIT");
  } catch (error) {
    await owner.query("ROLLBACK");
    throw error;
  } finally {
    owner.release();
  }
}

async function partitionOf(id: string): Promise<string> {
  const { rows } = await database.adminPool.query<{ name: string }>(
    "SELECT tableoid::regclass::text AS name FROM audit_log WHERE id = $1",
    [id],
  );
  return rows[0]?.name ?? "";
}

async function changeEvent(id: string | undefined, change: string): Promise<void> {
  const partition = await partitionOf(id ?? "");
  await tamper(partition, `UPDATE ${partition} SET ${change} WHERE id = $1`, [id]);
}

/** The seal of the newest event, with another one behind it: the sealer goes on from the last. */
async function sealBeforeLast(events: readonly AuditEvent[]): Promise<number> {
  await sealOnce(database, signer);
  return events[0]?.proof.seal ?? 0;
}

/** The faults that the events of a person have which were there before. */
async function faultsOf(user: string, events: readonly AuditEvent[]): Promise<(string | null)[]> {
  const before = new Set(events.map(({ id }) => id));
  const now = (await history(user)).filter(({ id }) => before.has(id));
  return now.map(({ proof }) => proof.fault);
}

const LEAF = `leaf = (
  SELECT sha256('\\x00'::bytea || convert_to(audit_canonical(e), 'UTF8'))
  FROM audit_log AS e WHERE e.id = $1)`;

/** A copy of an event, some time away, by the owner: with an id, a place and a leaf that fit. */
async function slipIn(id: string | undefined, away: string): Promise<string> {
  const { rows } = await database.adminPool.query<{ id: string }>(
    `INSERT INTO audit_log
     SELECT (jsonb_populate_record(e, jsonb_build_object(
       'id', uuidv7_at(e.at ${away}), 'at', e.at ${away}, 'seq', nextval('audit_log_seq')))).*
     FROM audit_log AS e WHERE e.id = $1
     RETURNING id`,
    [id],
  );
  await changeEvent(rows[0]?.id, LEAF);
  return rows[0]?.id ?? "";
}

const parsed = (text: string) => z.array(z.string().nullable()).parse(JSON.parse(text));

describe("the proofs of a page", () => {
  it("come with the next seal, and say which it is", async () => {
    const user = await addUser(database);
    expect(new Set(Object.values(states(await history(user))))).toEqual(new Set(["unsealed"]));
    const [event] = await seal(user);
    const { rows } = await database.adminPool.query<{ at: Date }>(
      "SELECT at FROM audit_seals WHERE n = $1",
      [event?.proof.seal],
    );
    expect(event?.proof).toEqual({
      state: "proven",
      fault: null,
      seal: expect.any(Number),
      sealed_at: event?.proof.sealed_at,
      key_id: signer.newest.id,
    });
    expect(Date.parse(event?.proof.sealed_at ?? "")).toBe(rows[0]?.at.getTime());
  });

  it.each([
    "at = at + interval '1 microsecond'",
    "seq = seq + 1000000",
    "actor_kind = 'user'",
    "actor = gen_random_uuid()",
    "actor_role = 'fs_admin'",
    "action = 'find'",
    "resource = 'teams'",
    "resource_id = gen_random_uuid()",
    "request_id = gen_random_uuid()",
    "reason_code = 'other'",
    "ticket = 'T-9'",
    "details = details || '{\"more\": 1}'",
    "details = jsonb_set(details, '{columns}', '[]')",
    "pii_commit = sha256('other')",
  ])("name the event of which the owner changed one thing: %s", async (change) => {
    const { user, events } = await personWithEvents();
    const [changed, ...others] = events;
    await changeEvent(changed?.id, change);
    expect(states(await history(user))).toMatchObject({
      [changed?.id ?? ""]: "event",
      ...states(others),
    });
  });

  it.each(['pii = pii || \'{"reason": "Another"}\'', "pii_salt = sha256('other')"])(
    "name the event of which personal values are not those it was written with: %s",
    async (change) => {
      const { user, events } = await personWithEvents();
      const [changed, ...others] = events;
      await changeEvent(changed?.id, change);
      expect(states(await history(user))).toMatchObject({
        [changed?.id ?? ""]: "values",
        ...states(others),
      });
    },
  );

  it("hold when the personal values are erased", async () => {
    const { user, events } = await personWithEvents();
    await changeEvent(events[0]?.id, "pii = NULL, pii_salt = NULL");
    expect(states(await history(user))).toMatchObject(states(events));
  });

  it("are broken for the whole seal when an event of it was changed with a leaf that fits", async () => {
    const { user, events } = await personWithEvents();
    await changeEvent(events[0]?.id, "ticket = 'T-9'");
    await changeEvent(events[0]?.id, LEAF);
    expect(await faultsOf(user, events)).toEqual(["seal", "seal", "seal"]);
  });

  it("are broken for the whole seal when an event of it is gone", async () => {
    const { user, events } = await personWithEvents();
    const partition = await partitionOf(events[0]?.id ?? "");
    await tamper(partition, `DELETE FROM ${partition} WHERE id = $1`, [events[0]?.id]);
    expect(await faultsOf(user, events)).toEqual(["seal", "seal"]);
  });

  it("are broken for the whole seal when an event was slipped into it", async () => {
    const { user, events } = await personWithEvents();
    const slipped = await slipIn(events[0]?.id, "");
    const after = await history(user);
    expect(states(after)).toMatchObject({ [slipped]: "seal", [events[0]?.id ?? ""]: "seal" });
  });

  it("name an event that was put where everything is sealed, in no seal", async () => {
    const { user, events } = await personWithEvents();
    // Into a month that has no events of that transaction.
    const [, month] = (await partitionOf(events[0]?.id ?? "")).match(/(\d{4}_\d{2})$/) ?? [];
    const before = `to_date('${month}', 'YYYY_MM') - interval '1 month'`;
    await tamper("audit_log", `SELECT make_month_partition('audit_log', (${before})::date)`, []);
    const slipped = await slipIn(events[0]?.id, "- interval '1 month'");
    expect(states(await history(user))).toMatchObject({ [slipped]: "order", ...states(events) });
  });

  it.each([
    "signature = set_byte(signature, 7, get_byte(signature, 7) # 1)",
    "hash = sha256('other')",
    "key_id = '0123456789abcdef'",
    "at = at - interval '1 day'",
    "root = sha256('other')",
    "rows = rows + 1",
    "prev_seal_hash = sha256('other')",
    "detail = '{\"more\": 1}'",
  ])("are broken by a seal of which the owner changed one thing: %s", async (change) => {
    const { user, events } = await personWithEvents();
    const n = await sealBeforeLast(events);
    await tamper("audit_seals", `UPDATE audit_seals SET ${change} WHERE n = $1`, [n]);
    expect(await faultsOf(user, events)).toContain("signature");
  });

  it("are broken by a seal that was signed anew with another key", async () => {
    const { user, events } = await personWithEvents();
    const n = await sealBeforeLast(events);
    const { newest } = testSigner();
    const [seal, installation] = await inTransaction(daemon, "fs_worker", {}, (tx) =>
      Promise.all([selectSealsFrom(tx, String(n), 1), selectInstallationId(tx)]),
    );
    if (seal[0] === undefined) throw new Error("there is no such seal");
    const message = sealMessage(installation, { ...seal[0], key_id: newest.id });
    const signature = newest.sign(message);
    await tamper(
      "audit_seals",
      "UPDATE audit_seals SET key_id = $2, signature = $3, hash = $4 WHERE n = $1",
      [n, newest.id, signature, sealHash(message, signature)],
    );
    expect(await faultsOf(user, events)).toContain("signature");
  });

  it("hold on behind a hand-over to another key", async () => {
    signer = testSigner(randomBytes(32).toString("base64"), key);
    const [event] = await seal(await addUser(database));
    expect(event?.proof).toMatchObject({ state: "proven", key_id: signer.newest.id });
  });

  it("are shown to each role with its own part", async () => {
    const { user, events } = await personWithEvents();
    expect(states(await history(user, support))).toMatchObject(states(events));
    const admin = await app.staff("admin");
    const rows = z.array(auditEvent).parse((await admin.get("/api/audit-log")).body);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ proof }) => proof.state)).not.toContain("unchecked");
    expect(rows.map(({ proof }) => proof.state)).not.toContain("broken");
  });
});

describe("audit-log.proof", () => {
  it("is enough to recompute the root that was signed", async () => {
    const { user, events } = await personWithEvents();
    const [event] = events;
    const answer = await auditor.get(`/api/audit-log/${event?.id}/proof`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="proof-${event?.id}.json"`,
    );
    const proof = proofDocument.parse(answer.body);
    const [, , n, kind, , , , , , rows, root] = parsed(proof.seal.message);
    expect([n, kind, rows]).toEqual([String(event?.proof.seal), "interval", String(proof.size)]);
    const leaf = hash("sha256", `\0${proof.event}`, "buffer");
    const path = proof.path.map((node) => Buffer.from(node, "hex"));
    expect(rootFromPath(leaf, proof.index, proof.size, path).toString("hex")).toBe(root);
    const { publicKey } = signer.newest;
    const signature = Buffer.from(proof.seal.signature, "base64");
    expect(verifySignature(publicKey, proof.seal.message, signature)).toBe(true);
    expect(proof.keys.map(({ message }) => parsed(message)[3])).toContain("genesis");
    // Pseudonyms: no id of a person or a colleague.
    expect(JSON.stringify(proof)).not.toContain(user);
    expect(JSON.stringify(proof)).not.toContain(support.id);
  });

  it("leaves an event in the history of who it is about", async () => {
    const { user, events } = await personWithEvents();
    await auditor.get(`/api/audit-log/${events[0]?.id}/proof`);
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "download",
      resource: "audit-log",
      details: { event: events[0]?.id, seal: events[0]?.proof.seal },
    });
  });

  it("is there for who may take it, as the event itself says", async () => {
    const { events } = await personWithEvents();
    const path = `/api/audit-log/${events[0]?.id}`;
    for (const [role, allowed] of [
      ["auditor", true],
      ["compliance", true],
      ["dpo", true],
      ["support", false],
    ] as const) {
      const colleague = await app.staff(role);
      const shown = await colleague.get(`${path}?subject_id=${events[0]?.subject_id}`);
      expect(auditEvent.parse(shown.body).can).toMatchObject([{ verb: "proof", allowed }]);
      expect((await colleague.get(`${path}/proof`)).status).toBe(allowed ? 200 : 403);
    }
  });

  it("is refused where there is none: not sealed yet, broken, no such event", async () => {
    const user = await addUser(database);
    const [fresh] = await history(user);
    expect(fresh?.can).toMatchObject([{ allowed: false, reason: /not sealed yet/ }]);
    expect((await auditor.get(`/api/audit-log/${fresh?.id}/proof`)).status).toBe(409);
    const { events } = await personWithEvents();
    await changeEvent(events[0]?.id, "ticket = 'T-9'");
    expect((await auditor.get(`/api/audit-log/${events[0]?.id}/proof`)).status).toBe(409);
    expect((await auditor.get(`/api/audit-log/${user}/proof`)).status).toBe(404);
  });

  it("is checked by a page that is downloaded too", async () => {
    const { status, headers } = await auditor.get("/api/audit-log/check-proof");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="check-proof.html"');
  });
});
