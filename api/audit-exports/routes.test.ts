import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditExport } from "../contracts/audit-exports.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { addUser, eventsAbout, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const path = "/api/audit-exports";

type Asker = Awaited<ReturnType<typeof app.staff>>;

async function ask(asker: Asker, filter: object = {}, format = "csv") {
  const answer = await asker.post(path, { format, filter });
  expect(answer.status).toBe(201);
  return auditExport.parse(answer.body);
}

/** What the daemon does in the end: a file, and the row that says so. */
async function finish(id: string, expires = "7 days"): Promise<void> {
  const handle = await app.artifacts.create(`${id}.1.partial`);
  await handle.writeFile("PK the zip of the test");
  await app.artifacts.publish(handle, `${id}.1.partial`, `${id}.zip`);
  await database.adminPool.query(
    `UPDATE audit_exports SET status = 'ready', events_total = 3, events = 3, looked_at = 3, proofs = 2,
       broken = 1, snapshot_at = now(), bytes = 22, sha256 = sha256('x'), file_name = $1 || '.zip', ready_at = now(),
       expires_at = now() + $2::interval
     WHERE id = $1::uuid`,
    [id, expires],
  );
}

async function jobsOf(id: string): Promise<number> {
  const { rows } = await database.adminPool.query<{ jobs: number }>(
    "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'export-audit-log' AND data ->> 'export_id' = $1",
    [id],
  );
  return rows[0]?.jobs ?? 0;
}

describe("asking for an export of the trail", () => {
  it("writes row, job and event in one step; the person of the filter is whom the event is about", async () => {
    const auditor = await app.staff("auditor");
    const person = await addUser(database);
    const filter = {
      subject_id: person,
      actor_id: auditor.id,
      action: "update",
      at_gte: "2026-01-01",
    };
    const asked = await ask(auditor, filter, "ndjson");
    expect(asked).toMatchObject({
      format: "ndjson",
      filter,
      status: "queued",
      progress: 0,
      download_url: null,
      can: [{ verb: "download", allowed: false, reason: "The export is not ready yet." }],
    });
    expect(await jobsOf(asked.id)).toBe(1);
    const event = (await eventsAbout(database, person)).at(-1);
    expect(event).toMatchObject({ action: "create", resource: "audit-exports" });
    const { rows } = await database.adminPool.query<{ details: string; actor: string }>(
      `SELECT details::text, (SELECT real_id::text FROM audit_pseudonyms WHERE pseudonym = a.actor) AS actor
       FROM audit_log AS a WHERE resource = 'audit-exports' AND subject = audit_pseudonym_of($1)`,
      [person],
    );
    expect(rows).toMatchObject([{ actor: auditor.id }]);
    // Sealed and never erased.
    expect(rows[0]?.details).not.toContain(person);
    expect(rows[0]?.details).not.toContain(auditor.id);
  });

  it("takes any filters of the list together, and what no list knows not at all", async () => {
    const dpo = await app.staff("dpo");
    const together = { action: "update", reason_code: "fraud", at_gte: "2026-01-01" };
    const listed = `/api/audit-log?filter=${encodeURIComponent(JSON.stringify(together))}`;
    const refused = await dpo.get(listed);
    // What no index serves costs a page of the list too much, and a job its time.
    expect(refused.status).toBe(400);
    expect((await ask(dpo, together)).filter).toEqual(together);
    for (const filter of [{ nobody: 1 }, { subject_id: "x" }, { at_gte: "yesterday" }]) {
      expect((await dpo.post(path, { format: "csv", filter })).status).toBe(400);
    }
    expect((await dpo.post(path, { format: "xlsx" })).status).toBe(400);
  });

  it("is one at a time for each colleague, also at once", async () => {
    const auditor = await app.staff("auditor");
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => auditor.post(path, { format: "csv" })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({
      message: expect.stringContaining("under way already") as string,
    });
  });
});

describe("one's own exports", () => {
  it("are listed and shown to who asked, and to no colleague", async () => {
    const [mine, other] = [await app.staff("auditor"), await app.staff("auditor")];
    const asked = await ask(mine);
    const list = z.array(auditExport).parse((await mine.get(path)).body);
    expect(list.map(({ id }) => id)).toEqual([asked.id]);
    expect((await mine.get(`${path}/${asked.id}`)).body).toMatchObject({ id: asked.id });
    expect((await other.get(path)).body).toEqual([]);
    await finish(asked.id);
    for (const address of [`${path}/${asked.id}`, `${path}/${asked.id}/download`]) {
      expect((await other.get(address)).status).toBe(404);
    }
  });

  it("are downloaded after the event of it, and not when their time is over", async () => {
    const compliance = await app.staff("compliance");
    const person = await addUser(database);
    const asked = await ask(compliance, { subject_id: person });
    const early = await compliance.get(`${path}/${asked.id}/download`);
    expect(early.status).toBe(409);
    await finish(asked.id);
    const shown = auditExport.parse((await compliance.get(`${path}/${asked.id}`)).body);
    expect(shown).toMatchObject({
      status: "ready",
      progress: 100,
      events: 3,
      proofs: 2,
      broken: 1,
    });
    const file = await compliance.get(String(shown.download_url));
    expect(file.text).toBe("PK the zip of the test");
    expect(file.headers.get("content-disposition")).toMatch(
      /^attachment; filename="audit-log-\d{4}-\d\d-\d\d-[0-9a-f-]{36}\.zip"$/,
    );
    expect((await eventsAbout(database, person)).at(-1)).toMatchObject({
      action: "download",
      resource: "audit-exports",
    });
    expect((await eventsBy(database, compliance.id)).at(-1)).toMatchObject({ action: "download" });

    await database.adminPool.query("UPDATE audit_exports SET expires_at = now() WHERE id = $1", [
      asked.id,
    ]);
    const expired = auditExport.parse((await compliance.get(`${path}/${asked.id}`)).body);
    expect(expired).toMatchObject({ status: "expired", download_url: null });
    expect((await compliance.get(`${path}/${asked.id}/download`)).status).toBe(409);
  });

  it("are asked for in one's own name and with one's own sight only, says the database", async () => {
    const auditor = await app.staff("auditor");
    const insert = (columns: string, values: readonly string[]) =>
      inTransaction(
        database.pool("futuresync_api"),
        "fs_auditor",
        { actor_kind: "staff", actor_id: auditor.id },
        (tx) =>
          tx.rows(
            `INSERT INTO audit_exports (format, filter, ${columns}) VALUES ('csv', '{}', ${values.map((_, place) => `$${place + 1}`).join(", ")})`,
            values,
          ),
      );
    const refused = { code: "42501" };
    await expect(insert("staff_id", [randomUUID()])).rejects.toMatchObject(refused);
    await expect(insert("staff_id, role", [auditor.id, "dpo"])).rejects.toMatchObject(refused);
    await insert("staff_id", [auditor.id]);
    const { rows } = await database.adminPool.query(
      "SELECT role FROM audit_exports WHERE staff_id = $1",
      [auditor.id],
    );
    expect(rows).toEqual([{ role: "auditor" }]);
  });
});
