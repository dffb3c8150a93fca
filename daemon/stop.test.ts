import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEnqueuer } from "../sql/queues/boss.ts";
import type { Enqueuer } from "../sql/queues/boss.ts";
import { createTestDatabase } from "../sql/testing/database.ts";
import { startDaemon, until } from "./testing/daemon-process.ts";
import { insertPersonWithEvents, requestExport } from "./testing/person.ts";

describe("stopping during an export", { timeout: 40_000 }, async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "futuresync-stop-"));
  let enqueuer: Enqueuer;
  beforeAll(async () => {
    enqueuer = await createEnqueuer(database.adminPool, () => undefined);
  });
  afterAll(async () => {
    await enqueuer.stop();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  const selectExport = async (request: string) => {
    const { rows } = await database.adminPool.query<{ status: string; attempt: number }>(
      "SELECT status, attempt FROM gdpr_exports WHERE request_id = $1",
      [request],
    );
    return rows[0];
  };
  /** An export that cannot end: somebody holds the row its last transaction needs. */
  const startEndless = async (email: string) => {
    const person = await insertPersonWithEvents(database.adminPool, {
      email,
      name: "Person",
      events: 200,
    });
    const request = await requestExport(database.adminPool, enqueuer, person);
    await until(async () => (await selectExport(request))?.status === "running", "it to run");
    const client = await database.adminPool.connect();
    await client.query("BEGIN");
    await client.query("SELECT FROM gdpr_requests WHERE id = $1 FOR UPDATE", [request]);
    return {
      request,
      release: async () => {
        await client.query("ROLLBACK");
        client.release();
      },
    };
  };

  test("finishes what takes less than the time it has", async () => {
    const daemon = await startDaemon(database, folder);
    const person = await insertPersonWithEvents(database.adminPool, {
      email: "finished@example.com",
      name: "Person",
      events: 5_000,
    });
    const request = await requestExport(database.adminPool, enqueuer, person);
    await until(async () => (await selectExport(request))?.status === "running", "it to run");
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toBe(0);
    expect(await selectExport(request)).toEqual({ status: "ready", attempt: 1 });
    expect((await readdir(folder)).filter((name) => name !== "data")).toEqual([`${request}.zip`]);
  });

  test("gives back at once at a second signal, and the next daemon begins anew", async () => {
    const person = await insertPersonWithEvents(database.adminPool, {
      email: "hurried@example.com",
      name: "Person",
      events: 20_000,
    });
    const daemon = await startDaemon(database, folder);
    const request = await requestExport(database.adminPool, enqueuer, person);
    await until(async () => (await selectExport(request))?.status === "running", "it to run");
    const started = Date.now();
    daemon.signal("SIGTERM");
    daemon.signal("SIGINT");
    expect(await daemon.exited).toBe(0);
    expect(Date.now() - started).toBeLessThan(4_000);
    expect(await selectExport(request)).toEqual({ status: "queued", attempt: 1 });
    expect((await readdir(folder)).filter((name) => name.startsWith(request))).toEqual([]);
    expect(daemon.log().some((line) => line["result"] === "returned")).toBe(true);

    const next = await startDaemon(database, folder);
    await until(async () => (await selectExport(request))?.status === "ready", "the next daemon");
    expect((await selectExport(request))?.attempt).toBe(2);
    next.signal("SIGTERM");
    expect(await next.exited).toBe(0);
  });

  test("ends within 8 s also when a statement hangs, and the next daemon makes it good", async () => {
    const daemon = await startDaemon(database, folder);
    const { request, release } = await startEndless("hangs@example.com");
    const started = Date.now();
    daemon.signal("SIGTERM");
    await daemon.exited;
    expect(Date.now() - started).toBeLessThan(8_500);
    await release();
    const next = await startDaemon(database, folder);
    await until(async () => (await selectExport(request))?.status === "ready", "the next daemon");
    expect((await readdir(folder)).filter((name) => name.startsWith(request))).toEqual([
      `${request}.zip`,
    ]);
    next.signal("SIGTERM");
    expect(await next.exited).toBe(0);
  });
});
