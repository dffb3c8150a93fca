import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportFence } from "../../sql/artifacts/export-fence.ts";
import { withFence } from "../../sql/job-runs/fence.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { insertPersonWithEvents, requestExport } from "../testing/person.ts";
import { requestTrail } from "../testing/trail.ts";
import { resumeExportsJob } from "./resume-exports.ts";

describe("resume-exports", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  beforeAll(async () => {
    context = await createContext(database);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  let people = 0;
  /** An export in the state a daemon may have left it in, without a job in the queue. */
  const leave = async (state: { status: string; attempt: number; minutes: number }) => {
    people += 1;
    const person = await insertPersonWithEvents(database.adminPool, {
      email: `person${people}@example.com`,
      name: "Person",
      events: 0,
    });
    const request = await requestExport(database.adminPool, undefined, person);
    await database.adminPool.query(
      `UPDATE gdpr_exports SET status = $2, attempt = $3, updated_at = now() - make_interval(mins => $4)
       WHERE request_id = $1`,
      [request, state.status, state.attempt, state.minutes],
    );
    return request;
  };
  const waiting = async (request: string) => {
    const { rows } = await database.adminPool.query<{ jobs: number }>(
      `SELECT count(*)::int AS jobs FROM pgboss.job
       WHERE name = 'export-personal-data' AND state = 'created' AND data ->> 'request_id' = $1`,
      [request],
    );
    return rows[0]?.jobs;
  };
  const run = () => resumeExportsJob.run({}, context);

  test("takes up what a killed daemon worked on, once", async () => {
    const request = await leave({ status: "running", attempt: 1, minutes: 0 });
    expect(await run()).toBe("succeeded");
    expect(await waiting(request)).toBe(1);
    expect(await run()).toBe("succeeded");
    expect(await waiting(request)).toBe(1);
  });

  test("leaves alone what a living daemon works on", async () => {
    const request = await leave({ status: "running", attempt: 1, minutes: 60 });
    await withFence(context.pool, exportFence(request), run);
    expect(await waiting(request)).toBe(0);
  });

  test("takes up one whose job was lost before its first attempt", async () => {
    const request = await leave({ status: "queued", attempt: 0, minutes: 0 });
    await run();
    expect(await waiting(request)).toBe(1);
  });

  test("gives the retry of a failed attempt its time, and then takes it up", async () => {
    const fresh = await leave({ status: "queued", attempt: 1, minutes: 0 });
    const old = await leave({ status: "queued", attempt: 1, minutes: 3 });
    await run();
    expect(await waiting(fresh)).toBe(0);
    expect(await waiting(old)).toBe(1);
  });

  test("takes up an export of the trail likewise, and leaves alone what a living daemon works on", async () => {
    const jobsOf = async (id: string) => {
      const { rows } = await database.adminPool.query<{ jobs: number }>(
        `SELECT count(*)::int AS jobs FROM pgboss.job
         WHERE name = 'export-audit-log' AND state = 'created' AND data ->> 'export_id' = $1`,
        [id],
      );
      return rows[0]?.jobs;
    };
    const [killed, living] = [await requestTrail(database, {}), await requestTrail(database, {})];
    await database.adminPool.query("UPDATE audit_exports SET status = 'running', attempt = 1");
    await withFence(context.pool, exportFence(living), run);
    expect(await jobsOf(killed)).toBe(1);
    expect(await jobsOf(living)).toBe(0);
  });

  test("leaves alone what is settled", async () => {
    const failed = await leave({ status: "failed", attempt: 10, minutes: 60 });
    await run();
    expect(await waiting(failed)).toBe(0);
  });
});
