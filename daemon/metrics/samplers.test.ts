import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { freePort } from "../../sql/testing/cluster.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { insertPersonWithEvents, requestExport } from "../testing/person.ts";
import { createMetrics } from "./metrics.ts";
import { samplers } from "./samplers.ts";
import { startSamplers } from "./start-samplers.ts";

describe("samplers", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  beforeAll(async () => {
    context = await createContext(database);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  test("read what the database holds", async () => {
    const person = await insertPersonWithEvents(database.adminPool, {
      email: "person@example.com",
      name: "Person",
      events: 0,
    });
    const request = await requestExport(database.adminPool, context.enqueuer, person);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET created_at = now() - interval '90 s' WHERE request_id = $1",
      [request],
    );
    await database.adminPool.query("ANALYZE users");
    const old = await database.adminPool.connect();
    await old.query("BEGIN; SELECT pg_sleep(1.1)");
    const sampling = await startSamplers(samplers, context, context.log);
    await sampling.stop();
    await old.query("ROLLBACK");
    old.release();

    expect([...sampling.failing]).toEqual([]);
    const text = await context.metrics.registry.metrics();
    expect(text).toContain("futuresync_database_up 1\n");
    expect(text).toContain("futuresync_users_estimated 1\n");
    expect(text).toContain('futuresync_exports{status="queued"} 1\n');
    expect(text).toContain('futuresync_exports{status="failed"} 0\n');
    expect(text).toMatch(/futuresync_export_oldest_open_seconds 9\d/);
    expect(text).toContain(
      'futuresync_queue_jobs{queue="export-personal-data",state="waiting"} 1\n',
    );
    expect(text).toContain('futuresync_queue_jobs{queue="make-partitions",state="failed"} 0\n');
    // Of another session, which the bare login may not see.
    expect(text).toMatch(/futuresync_oldest_transaction_seconds [1-9]/);
    expect(text).toContain('futuresync_database_connections{state="idle in transaction"} 1\n');
    for (const { name } of samplers) {
      expect(text).toContain(
        `futuresync_sampler_last_success_timestamp_seconds{sampler="${name}"}`,
      );
    }
  });

  test("forget what they can no longer know, and say so once", async () => {
    const metrics = createMetrics();
    metrics.queueJobs.set({ queue: "export-personal-data", state: "waiting" }, 7);
    const pool = new pg.Pool({ host: "127.0.0.1", port: await freePort() });
    const sampling = await startSamplers(samplers, { ...context, pool, metrics }, context.log);
    await sampling.stop();
    await pool.end();
    expect([...sampling.failing].toSorted()).toEqual([
      "exports",
      "partitions",
      "queues",
      "seals",
      "server",
      "sizes",
      "verification",
    ]);
    const text = await metrics.registry.metrics();
    expect(text).toContain("futuresync_database_up 0\n");
    expect(text).not.toMatch(/^futuresync_(queue_jobs|exports|database_size_bytes|users)/m);
  });
});
