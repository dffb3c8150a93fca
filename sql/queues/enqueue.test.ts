import { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { createEnqueuer, createWorker, enqueuerOf } from "./boss.ts";
import type { Enqueuer } from "./boss.ts";
import { exportPersonalData } from "./export-personal-data.ts";
import { jobs, syncQueues } from "./index.ts";

const database = await createTestDatabase();
const api = database.pool("futuresync_api");
const daemon = database.pool("futuresync_daemon");
const failures: Error[] = [];
let boss: Enqueuer;

beforeAll(async () => {
  boss = await createEnqueuer(api, (error) => failures.push(error));
});
afterAll(async () => {
  await boss.stop();
  await database.drop();
  if (failures[0] !== undefined) throw failures[0];
});

const REQUEST = "01a20546-0000-7000-8000-00000000000";

async function queued(request: string): Promise<number> {
  const { rowCount } = await database.adminPool.query(
    "SELECT FROM pgboss.job WHERE name = $1 AND data = jsonb_build_object('request_id', $2::text)",
    [exportPersonalData.name, request],
  );
  return rowCount ?? 0;
}

/** The SQLSTATE that a statement meets, or undefined when it is allowed. */
async function stateOf(role: DatabaseRole, statement: string): Promise<string | undefined> {
  return inTransaction(api, role, {}, (tx) => tx.rows(statement)).then(
    () => undefined,
    (error: unknown) => sqlState(error),
  );
}

it.each(["fs_support", "fs_member", "none"] as const)(
  "commits with the caller's transaction under %s, and returns to that role",
  async (role: DatabaseRole) => {
    const request_id = `${REQUEST}${role.length % 10}`;
    const after = await inTransaction(api, role, {}, async (tx) => {
      expect(await exportPersonalData.enqueue(boss, tx, { request_id })).toBe(true);
      expect(await queued(request_id)).toBe(0);
      return tx.rows<{ role: string }>("SELECT current_setting('role') AS role");
    });
    expect(after).toEqual([{ role }]);
    expect(await queued(request_id)).toBe(1);
  },
);

it("rolls back with the caller's transaction", async () => {
  const request_id = `${REQUEST}1`;
  const attempt = inTransaction(api, "fs_support", {}, async (tx) => {
    await exportPersonalData.enqueue(boss, tx, { request_id });
    throw new Error("changed my mind");
  });
  await expect(attempt).rejects.toThrow("changed my mind");
  expect(await queued(request_id)).toBe(0);
});

it("keeps one waiting job of one key, and another once that one is being worked", async () => {
  const request_id = `${REQUEST}2`;
  const send = () =>
    inTransaction(api, "fs_support", {}, (tx) =>
      exportPersonalData.enqueue(boss, tx, { request_id }),
    );
  expect([await send(), await send()]).toEqual([true, false]);
  // A worker took it and was killed: the job stays active, the export must be resumable at once.
  await database.adminPool.query(
    "UPDATE pgboss.job SET state = 'active', started_on = now() WHERE data ->> 'request_id' = $1",
    [request_id],
  );
  expect(await send()).toBe(true);
});

it("refuses a payload of another shape before it reaches the database", async () => {
  const attempt = inTransaction(api, "fs_support", {}, (tx) =>
    exportPersonalData.enqueue(boss, tx, { request_id: "ann@example.com" }),
  );
  await expect(attempt).rejects.toThrow("UUID");
});

it("gives the API's login no more than enqueueing, and the roles of requests nothing", async () => {
  for (const statement of [
    "SELECT data FROM pgboss.job_common",
    "SELECT id FROM pgboss.job",
    "DELETE FROM pgboss.job_common",
    "UPDATE pgboss.job_common SET state = 'cancelled'",
    "UPDATE pgboss.queue SET retry_limit = 0",
    "SELECT pgboss.create_queue('x', '{}')",
  ]) {
    expect([statement, await stateOf("none", statement)]).toEqual([statement, "42501"]);
  }
  for (const role of ["fs_support", "fs_admin", "fs_member"] as const) {
    expect(await stateOf(role, "SELECT name FROM pgboss.queue")).toBe("42501");
  }
});

it("lets the daemon work, schedule and enqueue in turn", async () => {
  const worker = createWorker(daemon, (error) => failures.push(error));
  await worker.start();
  try {
    const seen: string[] = [];
    const first = `${REQUEST}7`;
    const second = `${REQUEST}8`;
    await database.adminPool.query("DELETE FROM pgboss.job");
    await worker.work(exportPersonalData.name, { pollingIntervalSeconds: 0.5 }, async (batch) => {
      for (const job of batch) {
        const { request_id } = exportPersonalData.payload.parse(job.data);
        seen.push(request_id);
        if (request_id !== first) continue;
        await inTransaction(daemon, "fs_worker", {}, (tx) =>
          exportPersonalData.enqueue(enqueuerOf(worker), tx, { request_id: second }),
        );
      }
    });
    await inTransaction(api, "fs_support", {}, (tx) =>
      exportPersonalData.enqueue(boss, tx, { request_id: first }),
    );
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([first, second]);
    await worker.schedule(exportPersonalData.name, "* * * * *", null, { missed: "once" });
    await worker.unschedule(exportPersonalData.name);
    await worker.supervise();
  } finally {
    await worker.stop({ graceful: true, timeout: 5_000 });
  }
});

it("has one queue a listed job with the listed options, and syncs them again", async () => {
  const client = await database.adminPool.connect();
  try {
    await client.query("SET ROLE futuresync_owner");
    await client.query("UPDATE pgboss.queue SET retry_limit = 99 WHERE name = 'resume-exports'");
    await syncQueues(client);
    const { rows } = await client.query<{ name: string; policy: string; retry_limit: number }>(
      "SELECT name, policy, retry_limit FROM pgboss.queue WHERE name = ANY ($1) ORDER BY name",
      [jobs.map(({ name }) => name)],
    );
    expect(rows).toEqual(
      jobs
        .map(({ name, policy, options }) => ({ name, policy, retry_limit: options.retryLimit }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    );
    await client.query("UPDATE pgboss.queue SET policy = 'standard' WHERE name = 'resume-exports'");
    await expect(syncQueues(client)).rejects.toThrow("give the job a new name");
    await client.query("UPDATE pgboss.queue SET policy = 'short' WHERE name = 'resume-exports'");
  } finally {
    await client.query("RESET ROLE");
    client.release();
  }
});

it("has the schema that the installed pg-boss expects", async () => {
  const checker = new PgBoss({
    schema: "pgboss",
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    db: { executeSql: (text, values) => database.adminPool.query(text, values) },
  });
  checker.on("error", (error) => failures.push(error));
  await checker.start();
  try {
    const report = await checker.detectSchemaDrift();
    expect(report).toMatchObject({ ok: true, extraIndexes: [] });
  } finally {
    await checker.stop({ graceful: false });
  }
});
