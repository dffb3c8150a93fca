import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { liftSuspensionsJob } from "./lift-suspensions.ts";

describe("lift-suspensions", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  beforeAll(async () => {
    context = await createContext(database);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  test("lifts those whose end has passed and no others, and says so in each one's history", async () => {
    await database.adminPool.query(
      `INSERT INTO users (email, name, is_active, suspension_reason, suspended_at, suspended_until)
       SELECT 'over' || n || '@example.com', 'Over', false, 'spam', now() - interval '2 days', now() - interval '1 minute'
       FROM generate_series(1, 501) AS n
       UNION ALL SELECT 'later@example.com', 'Later', false, 'spam', now(), now() + interval '1 hour'
       UNION ALL SELECT 'forever@example.com', 'Forever', false, 'spam', now(), NULL`,
    );
    expect(await liftSuspensionsJob.run({}, context)).toBe("succeeded");
    expect(await liftSuspensionsJob.run({}, context)).toBe("succeeded");

    const { rows: suspended } = await database.adminPool.query(
      "SELECT name FROM users WHERE NOT is_active ORDER BY name",
    );
    expect(suspended).toEqual([{ name: "Forever" }, { name: "Later" }]);
    const { rows: runs } = await database.adminPool.query<{ id: string }>(
      "SELECT id, status, detail FROM job_runs WHERE job = 'lift-suspensions'",
    );
    expect(runs).toEqual([
      { id: expect.any(String), status: "succeeded", detail: { lifted: 501 } },
    ]);
    const { rows: events } = await database.adminPool.query(
      `SELECT count(*)::int AS events, count(DISTINCT subject)::int AS people, actor_role, reason_code,
         actor_kind = 'job' AND actor = $1 AS by_this_run
       FROM audit_log WHERE action = 'update' AND resource = 'users'
       GROUP BY actor_role, reason_code, by_this_run`,
      [runs[0]?.id],
    );
    expect(events).toEqual([
      {
        events: 501,
        people: 501,
        actor_role: "fs_worker",
        reason_code: "suspension-ended",
        by_this_run: true,
      },
    ]);
  });
});
