import { afterAll, describe, expect, it } from "vitest";
import { auditSealing, verificationAsked } from "../contracts/audit-log.ts";
import { addUser, eventsBy } from "../testing/people.ts";
import { sealUntil, testSigner } from "../testing/seal.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const auditor = await app.staff("auditor");
const signer = testSigner();

const sealing = async (reader = auditor) =>
  auditSealing.parse((await reader.get("/api/audit-log/sealing")).body);

async function addRun(status: string, detail: object): Promise<void> {
  await database.adminPool.query(
    `INSERT INTO job_runs (job, status, detail, finished_at)
     VALUES ('verify-audit-log', $1::text, $2, CASE WHEN $1::text <> 'running' THEN clock_timestamp() END)`,
    [status, detail],
  );
}

describe("audit-log.sealing", () => {
  it("tells what waits for a seal, and what the last seal is", async () => {
    await addUser(database);
    const before = await sealing();
    expect(before).toMatchObject({ last_seal: null, verification: null, running_since: null });
    expect(before.unsealed).toBeGreaterThan(0);
    expect(before.oldest_unsealed_at).not.toBeNull();
    const { rows } = await database.adminPool.query<{ id: string }>(
      "SELECT id FROM audit_log ORDER BY seq DESC LIMIT 1",
    );
    await sealUntil(database, signer, rows[0]?.id ?? "");
    const after = await sealing();
    expect(after.last_seal?.n).toBeGreaterThan(1);
    expect(after.unsealed).toBe(0);
  });

  it("tells since when an open transaction holds the seals back", async () => {
    const writer = await database.adminPool.connect();
    try {
      await writer.query("BEGIN");
      await writer.query("SELECT record_event('search', 'users')");
      const { writer_since } = await sealing();
      expect(Date.parse(writer_since ?? "")).toBeLessThanOrEqual(Date.now());
    } finally {
      await writer.query("ROLLBACK");
      writer.release();
    }
  });

  it("tells the last verdict, what was looked through and exactly what is wrong", async () => {
    const figures = { seals: 12, events: 345, unsealed: 6, head_n: 12, head_hash: "ab".repeat(32) };
    await addRun("succeeded", { whole: true, findings: 0, names: "", says: null, ...figures });
    expect((await sealing()).verification).toMatchObject({
      verdict: "intact",
      whole: true,
      seals: 12,
      events: 345,
      head: { n: 12, hash: "ab".repeat(32) },
      findings: 0,
      names: null,
      says: null,
    });
    const found = { findings: 2, names: "seal 7, event 01a2", says: "Seal 7 is not signed." };
    await addRun("failed", { whole: false, ...figures, ...found });
    expect((await sealing()).verification).toMatchObject({ verdict: "broken", ...found });
    await addRun("failed", { whole: true, error: "the disk is full" });
    expect((await sealing()).verification).toMatchObject({
      verdict: "stopped",
      says: "the disk is full",
    });
    await addRun("running", { whole: true });
    expect((await sealing()).running_since).not.toBeNull();
  });

  it("is told to who acts on it or answers for it", async () => {
    for (const role of ["compliance", "dpo", "sre", "admin"] as const) {
      expect((await sealing(await app.staff(role))).last_seal).not.toBeNull();
    }
  });
});

describe("audit-log.verify", () => {
  it("puts one whole verification into the queue, and says since when", async () => {
    const answers = [
      await auditor.post("/api/audit-log/verify"),
      await auditor.post("/api/audit-log/verify"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const { asked_at } = verificationAsked.parse(answers[0]?.body);
    expect(Math.abs(Date.parse(asked_at) - Date.now())).toBeLessThan(60_000);
    const { rows } = await database.adminPool.query<{ data: object }>(
      "SELECT data FROM pgboss.job WHERE name = 'verify-audit-log'",
    );
    expect(rows).toEqual([{ data: { whole: true } }]);
    expect((await eventsBy(database, auditor.id)).at(-1)).toMatchObject({
      action: "verify",
      resource: "audit-log",
    });
  });
});
