import { randomUUID } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { insertPersonWithEvents, requestExport } from "../testing/person.ts";
import { requestTrail } from "../testing/trail.ts";
import { expireExportsJob } from "./expire-exports.ts";
import { exportAuditLogJob } from "./export-audit-log.ts";
import { exportPersonalDataJob } from "./export-personal-data.ts";

describe("expire-exports", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  let person: string;
  beforeAll(async () => {
    context = await createContext(database);
    person = await insertPersonWithEvents(database.adminPool, {
      email: "person@example.com",
      name: "Person",
      events: 3,
    });
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  const run = () => expireExportsJob.run({}, context);
  const names = async () => (await context.store.list()).map(({ name }) => name).toSorted();
  const ready = async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    await exportPersonalDataJob.run({ request_id: request }, context);
    return request;
  };
  const put = async (name: string) => {
    const file = await context.store.create(name);
    await file.writeFile("left over");
    await file.close();
  };
  const selectRuns = async () => {
    const { rows } = await database.adminPool.query<{ status: string; detail: object }>(
      "SELECT status, detail FROM job_runs WHERE job = 'expire-exports' ORDER BY id",
    );
    return rows;
  };

  test("closes what is a week old, deletes its file, says so once, and keeps the others", async () => {
    const old = await ready();
    const young = await ready();
    await database.adminPool.query(
      "UPDATE gdpr_exports SET expires_at = now() WHERE request_id = $1",
      [old],
    );
    expect(await run()).toBe("succeeded");
    expect(await run()).toBe("succeeded");
    expect(await names()).toEqual([`${young}.zip`]);
    const { rows } = await database.adminPool.query(
      `SELECT e.status, count(a.id)::int AS events
       FROM gdpr_exports AS e
       LEFT JOIN audit_log AS a ON a.action = 'expire' AND a.pii ->> 'resource_id' = e.request_id::text
       WHERE e.request_id = ANY ($1) GROUP BY e.request_id, e.status ORDER BY e.status`,
      [[old, young]],
    );
    expect(rows).toEqual([
      { status: "expired", events: 1 },
      { status: "ready", events: 0 },
    ]);
    // The second run found nothing to do.
    expect(await selectRuns()).toEqual([
      { status: "succeeded", detail: { due: 1, strays: 0, expired: 1, removed: 0 } },
    ]);
    await context.store.remove(`${young}.zip`);
  });

  test("closes exports of the trail likewise, and keeps the files of those that are ready or open", async () => {
    const make = async () => {
      const id = await requestTrail(database, { filter: { subject_id: person } });
      await exportAuditLogJob.run({ export_id: id }, context);
      return id;
    };
    const [old, young] = [await make(), await make()];
    const open = await requestTrail(database, {});
    await put(`${young}.3.partial`);
    await put(`${open}.1.partial`);
    await database.adminPool.query("UPDATE audit_exports SET expires_at = now() WHERE id = $1", [
      old,
    ]);
    expect(await run()).toBe("succeeded");
    expect(await names()).toEqual([`${young}.zip`, `${open}.1.partial`].toSorted());
    const { rows } = await database.adminPool.query(
      `SELECT e.status, (SELECT count(*)::int FROM audit_log AS a
         WHERE a.action = 'expire' AND a.resource = 'audit-exports' AND a.pii ->> 'resource_id' = e.id::text
           AND a.subject = audit_pseudonym_of($2)) AS events
       FROM audit_exports AS e WHERE e.id = ANY ($1) ORDER BY e.status`,
      [[old, young], person],
    );
    expect(rows).toEqual([
      { status: "expired", events: 1 },
      { status: "ready", events: 0 },
    ]);
    for (const name of await names()) await context.store.remove(name);
    await database.adminPool.query("DELETE FROM audit_exports");
  });

  test("deletes what kills left: a file of an expired export, a partial one of a ready or failed one", async () => {
    const request = await ready();
    const failed = await requestExport(database.adminPool, undefined, person);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET status = 'failed' WHERE request_id = $1",
      [failed],
    );
    await put(`${request}.7.partial`);
    await put(`${failed}.10.partial`);
    await put(`${failed}.zip`);
    await run();
    expect(await names()).toEqual([`${request}.zip`]);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET status = 'expired' WHERE request_id = $1",
      [request],
    );
    await run();
    expect(await names()).toEqual([]);
  });

  test("leaves files of open exports to their attempts, and what is no export to others", async () => {
    const open = await requestExport(database.adminPool, undefined, person);
    await put(`${open}.1.partial`);
    await put("something-else.tar");
    await run();
    expect(await names()).toEqual([`${open}.1.partial`, "something-else.tar"].toSorted());
    await context.store.remove(`${open}.1.partial`);
    await context.store.remove("something-else.tar");
  });

  test("deletes a file the database knows nothing of only when it is past any export's time", async () => {
    const stranger = `${randomUUID()}.zip`;
    await put(stranger);
    await run();
    expect(await names()).toEqual([stranger]);
    const eightDaysAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
    await utimes(join(context.store.folder, stranger), eightDaysAgo, eightDaysAgo);
    await run();
    expect(await names()).toEqual([]);
  });
});
