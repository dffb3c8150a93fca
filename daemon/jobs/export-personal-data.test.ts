import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportFence } from "../../sql/artifacts/export-fence.ts";
import { withFence } from "../../sql/job-runs/fence.ts";
import { catalogue } from "../../sql/personal-data/catalogue.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { readExport } from "../../sql/testing/read-export.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { until } from "../testing/daemon-process.ts";
import { insertPersonWithEvents, requestExport } from "../testing/person.ts";
import { exportPersonalDataJob } from "./export-personal-data.ts";

describe("export-personal-data", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  let person: string;
  beforeAll(async () => {
    context = await createContext(database);
    person = await insertPersonWithEvents(database.adminPool, {
      email: "needle.person@example.com",
      name: "Needle Person",
      events: 2_000,
    });
    await insertPersonWithEvents(database.adminPool, {
      email: "needle.twin@example.com",
      name: "Needle Twin",
      events: 10,
    });
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  const run = (requestId: string, own: TestContext = context) =>
    exportPersonalDataJob.run({ request_id: requestId }, own);
  const selectExport = async (requestId: string) => {
    const { rows } = await database.adminPool.query<Record<string, unknown>>(
      `SELECT e.*, r.state, encode(e.sha256, 'hex') AS hash, e.expires_at - e.ready_at = interval '7 days' AS a_week,
         (SELECT count(*)::int FROM audit_log AS a
           WHERE a.action = 'export' AND a.pii ->> 'resource_id' = e.request_id::text) AS events
       FROM gdpr_exports AS e JOIN gdpr_requests AS r ON r.id = e.request_id WHERE e.request_id = $1`,
      [requestId],
    );
    return rows[0];
  };
  const filesOf = async (requestId: string) =>
    (await context.store.list())
      .map(({ name }) => name)
      .filter((name) => name.startsWith(requestId));
  const runsOf = async (requestId: string) => {
    const { rows } = await database.adminPool.query<{ status: string; attempt: number }>(
      "SELECT status, attempt FROM job_runs WHERE job = 'export-personal-data' AND target = $1 ORDER BY id",
      [requestId],
    );
    return rows;
  };

  test("holds the person's rows of every table that has a path to them, and nobody else's", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    expect(await run(request)).toBe("succeeded");

    const done = await selectExport(request);
    expect(done).toMatchObject({
      status: "ready",
      state: "completed",
      attempt: 1,
      current_table: null,
      error: null,
      a_week: true,
      events: 1,
    });
    expect(done?.["tables_done"]).toBe(done?.["tables_total"]);
    const read = await readExport(await readFile(join(context.store.folder, `${request}.zip`)));
    const tables = Object.keys(catalogue).filter((table) => catalogue[table]?.person !== null);
    expect(read.names).toEqual([
      ...tables.map((table) => `data/${table}.ndjson`),
      "manifest.json",
      "README.txt",
    ]);
    expect(read.rows("users")).toMatchObject([{ email: "needle.person@example.com" }]);
    expect(read.rows("users")[0]).not.toHaveProperty("password_hash");
    expect(read.rows("analytics_events")).toHaveLength(2_000);
    expect(read.manifest).toMatchObject({
      request_id: request,
      user_id: person,
      rows: done?.["rows"],
    });
    const everything = JSON.stringify(tables.map((table) => read.rows(table)));
    expect(everything).not.toMatch(/needle\.twin|Needle Twin/);
    expect(await runsOf(request)).toEqual([{ status: "succeeded", attempt: 1 }]);
    expect(context.logged()).not.toMatch(/needle/i);

    // A second run of the job, after a lost answer to the queue, changes nothing.
    expect(await run(request)).toBe("succeeded");
    expect(await selectExport(request)).toEqual(done);
    expect(await filesOf(request)).toEqual([`${request}.zip`]);
  });

  test("reads all tables from one snapshot: what comes while it reads is not in it", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    const writer = await database.adminPool.connect();
    await writer.query("BEGIN");
    await writer.query("LOCK TABLE user_notifications IN ACCESS EXCLUSIVE MODE");
    const reading = run(request);
    await until(
      async () => (await selectExport(request))?.["current_table"] === "user_notifications",
      "the export waits for the table",
    );
    for (const text of [
      "INSERT INTO user_notifications (user_id, kind, title) VALUES ($1, 'system', 'Late')",
      "INSERT INTO victory_posts (user_id, title) VALUES ($1, 'Late')",
    ]) {
      await writer.query(text, [person]);
    }
    await writer.query("COMMIT");
    writer.release();
    expect(await reading).toBe("succeeded");
    const read = await readExport(await readFile(join(context.store.folder, `${request}.zip`)));
    expect(read.rows("user_notifications")).toEqual([]);
    expect(read.rows("victory_posts")).toEqual([]);
    expect(await selectExport(request)).toMatchObject({ attempt: 1 });
  });

  test("is left alone while another holds its fence", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    const outcome = await withFence(context.pool, exportFence(request), () => run(request));
    expect(outcome).toBe("held");
    expect(await selectExport(request)).toMatchObject({ status: "queued", attempt: 0 });
    expect(await run(request)).toBe("succeeded");
  });

  test("sweeps what killed attempts left, also a finished file that was never committed", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET status = 'running', attempt = 2 WHERE request_id = $1",
      [request],
    );
    for (const name of [`${request}.1.partial`, `${request}.2.partial`, `${request}.zip`]) {
      const file = await context.store.create(name);
      await file.writeFile("left by a kill");
      await file.close();
    }
    expect(await run(request)).toBe("succeeded");
    expect(await filesOf(request)).toEqual([`${request}.zip`]);
    expect(await selectExport(request)).toMatchObject({ status: "ready", attempt: 3, events: 1 });
  });

  test("gives back what it holds when the daemon stops: no file, queued, a job for the next", async () => {
    const stopped = await createContext(database);
    const request = await requestExport(database.adminPool, undefined, person);
    stopped.stop(new Error("the daemon is stopping"));
    expect(await run(request, stopped)).toBe("returned");
    expect(await stopped.store.list()).toEqual([]);
    expect(await selectExport(request)).toMatchObject({ status: "queued", attempt: 1, events: 0 });
    const { rows } = await database.adminPool.query(
      "SELECT data FROM pgboss.job WHERE name = 'export-personal-data' AND state = 'created' AND singleton_key = $1",
      [request],
    );
    expect(rows).toEqual([{ data: { request_id: request } }]);
    expect(await runsOf(request)).toEqual([{ status: "skipped", attempt: 1 }]);
    await stopped.end();
    expect(await run(request)).toBe("succeeded");
  });

  test("an attempt that fails leaves no file, says why by a code, and the tenth is the last", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    await database.adminPool.query("UPDATE gdpr_exports SET attempt = 8 WHERE request_id = $1", [
      request,
    ]);
    await database.adminPool.query(
      `CREATE FUNCTION refuse_ready() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'needle of the person %', NEW.user_id USING ERRCODE = '23514'; END $$;
       CREATE TRIGGER refuse_ready BEFORE UPDATE ON gdpr_exports FOR EACH ROW
         WHEN (NEW.status = 'ready') EXECUTE FUNCTION refuse_ready()`,
    );
    await expect(run(request)).rejects.toMatchObject({ code: "23514" });
    expect(await selectExport(request)).toMatchObject({ status: "queued", attempt: 9 });
    await expect(run(request)).rejects.toMatchObject({ code: "23514" });
    await database.adminPool.query("DROP FUNCTION refuse_ready CASCADE");
    expect(await selectExport(request)).toMatchObject({
      status: "failed",
      attempt: 10,
      error: "given up after 10 attempts: database error 23514",
      state: "executing",
    });
    expect(await filesOf(request)).toEqual([]);
    expect(context.logged()).not.toContain("needle");
    // Failed is settled.
    expect(await run(request)).toBe("succeeded");
    expect(await selectExport(request)).toMatchObject({ status: "failed" });
  });

  test("an export that kills ten daemons is given up", async () => {
    const request = await requestExport(database.adminPool, undefined, person);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET status = 'running', attempt = 10 WHERE request_id = $1",
      [request],
    );
    expect(await run(request)).toBe("succeeded");
    expect(await selectExport(request)).toMatchObject({ status: "failed", attempt: 10 });
  });
});
