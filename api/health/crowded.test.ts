import { afterAll, expect, it } from "vitest";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());

const ELSEWHERE = { "X-Forwarded-For": "203.0.113.9" };

it("staff elsewhere are told of a full pool just then, strangers that something is wrong", async () => {
  const support = await app.staff("support");
  const { pool } = app.hosts.all[0] ?? {};
  if (pool === undefined) throw new Error("no host");
  const held = await Promise.all(
    Array.from({ length: pool.options.max - pool.totalCount + pool.idleCount }, () =>
      pool.connect(),
    ),
  );
  try {
    const told = await support.get("/api/db/health", { headers: ELSEWHERE });
    expect(told).toMatchObject({ status: 200, body: { status: "degraded" } });
    expect(told.body).toMatchObject({
      findings: [expect.stringMatching(/^all \d+ connections of this process are in use/)],
    });
    const stranger = await app.stranger.get("/api/db/health", { headers: ELSEWHERE });
    expect(stranger).toMatchObject({ status: 200, body: { status: "degraded" } });
    expect(stranger.body).not.toHaveProperty("findings");
  } finally {
    for (const client of held) client.release();
  }
});
