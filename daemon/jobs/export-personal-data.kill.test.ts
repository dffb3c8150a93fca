import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../../sql/database/transaction.ts";
import { createEnqueuer } from "../../sql/queues/boss.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { startDaemon, until } from "../testing/daemon-process.ts";
import type { DaemonProcess } from "../testing/daemon-process.ts";
import { insertPersonWithEvents, requestExport } from "../testing/person.ts";
import { readExport } from "../../sql/testing/read-export.ts";

const EVENTS = 20_000;

type State = {
  status: string;
  state: string;
  current_table: string | null;
  tables_done: number;
  tables_total: number;
  intents: number;
};

describe("kill -9 of the daemon during an export", async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "futuresync-kill-"));
  let enqueuer: Enqueuer;
  let person: string;
  beforeAll(async () => {
    enqueuer = await createEnqueuer(database.adminPool, () => undefined);
    person = await insertPersonWithEvents(database.adminPool, {
      email: "killed@example.com",
      name: "Kill Nine",
      events: EVENTS,
    });
  });
  afterAll(async () => {
    await enqueuer.stop();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  const select = async (request: string): Promise<State> => {
    const { rows } = await database.adminPool.query<State>(
      `SELECT e.status, r.state, e.current_table, e.tables_done, e.tables_total,
         (SELECT count(*)::int FROM job_runs WHERE target = e.request_id::text) AS intents
       FROM gdpr_exports AS e JOIN gdpr_requests AS r ON r.id = e.request_id WHERE e.request_id = $1`,
      [request],
    );
    const [row] = rows;
    if (row === undefined) throw new Error("the export is not there");
    return row;
  };
  const filesOf = async (request: string) =>
    (await readdir(folder)).filter((name) => name.startsWith(request)).toSorted();
  const partialBytes = async (request: string) => {
    const name = (await filesOf(request)).find((file) => file.endsWith(".partial"));
    if (name === undefined) return -1;
    return (await stat(join(folder, name)).catch(() => undefined))?.size ?? -1;
  };
  /** Keeps the worker at the statement that needs this row, until the answer is called. */
  const hold = async (table: "gdpr_exports" | "gdpr_requests", request: string) => {
    const client = await database.adminPool.connect();
    await client.query("BEGIN");
    await client.query(
      table === "gdpr_exports"
        ? "SELECT FROM gdpr_exports WHERE request_id = $1 FOR UPDATE"
        : "SELECT FROM gdpr_requests WHERE id = $1 FOR UPDATE",
      [request],
    );
    return async () => {
      await client.query("ROLLBACK");
      client.release();
    };
  };

  type Point = {
    readonly name: string;
    readonly reached: (request: string, now: State) => boolean | Promise<boolean>;
    /** Held before the request is seen by the worker, or once it runs: makes the point certain. */
    readonly holdFirst?: true;
    readonly holdEnd?: true;
    readonly after?: "ready";
  };
  const points: readonly Point[] = [
    { name: "the job waits in the queue", reached: () => true },
    {
      name: "the intent is written and the attempt not claimed",
      holdFirst: true,
      reached: (_request, now) => now.intents > 0 && now.status === "queued",
    },
    { name: "the attempt is claimed", reached: (_request, now) => now.status === "running" },
    {
      name: "the partial file appears",
      reached: async (request) => (await partialBytes(request)) >= 0,
    },
    { name: "the first table is read", reached: (_request, now) => now.current_table !== null },
    {
      name: "the large table begins",
      reached: (_request, now) => now.current_table === "analytics_events",
    },
    {
      name: "the file is half written",
      reached: async (request) => (await partialBytes(request)) > 500_000,
    },
    {
      name: "the last table is read",
      holdEnd: true,
      reached: (_request, now) => now.tables_total > 0 && now.tables_done >= now.tables_total - 1,
    },
    {
      name: "the file has its final name and nothing is committed",
      holdEnd: true,
      reached: async (request) => (await filesOf(request)).includes(`${request}.zip`),
    },
    { name: "it is committed", after: "ready", reached: (_request, now) => now.status === "ready" },
  ];

  test(
    "ends at each of ten points with one file, one completed event and no orphan",
    { timeout: 120_000 },
    async () => {
      let daemon: DaemonProcess = await startDaemon(database, folder);
      for (const point of points) {
        const request = await requestExport(database.adminPool, undefined, person);
        const release = point.holdFirst && (await hold("gdpr_exports", request));
        await enqueue(request);
        let releaseEnd: (() => Promise<void>) | undefined;
        await until(
          async () => {
            const now = await select(request);
            if (point.holdEnd && releaseEnd === undefined && now.status === "running") {
              releaseEnd = await hold("gdpr_requests", request);
            }
            return point.reached(request, now);
          },
          point.name,
          1,
        );
        daemon.signal("SIGKILL");
        await daemon.exited;
        const atKill = await select(request);
        await release?.();
        await releaseEnd?.();
        expect({ [point.name]: atKill.status === "ready" }).toEqual({
          [point.name]: point.after === "ready",
        });

        daemon = await startDaemon(database, folder);
        await until(async () => (await select(request)).status === "ready", `${point.name}: ready`);
        await expectOneOfEverything(request);
      }
      daemon.signal("SIGTERM");
      expect(await daemon.exited).toBe(0);
      const files = (await readdir(folder)).filter((name) => name !== "data");
      expect(files).toHaveLength(points.length);
    },
  );

  async function enqueue(request: string): Promise<void> {
    await inTransaction(database.adminPool, "none", {}, (tx) =>
      exportPersonalData.enqueue(enqueuer, tx, { request_id: request }),
    );
  }

  async function expectOneOfEverything(request: string): Promise<void> {
    expect(await filesOf(request)).toEqual([`${request}.zip`]);
    const path = join(folder, `${request}.zip`);
    const read = await readExport(await readFile(path));
    expect(read.rows("analytics_events")).toHaveLength(EVENTS);
    const { rows } = await database.adminPool.query(
      `SELECT e.status, r.state, e.rows::int AS rows, encode(e.sha256, 'hex') AS sha256, e.bytes::int AS bytes,
         (SELECT count(*)::int FROM audit_log AS a
           WHERE a.action = 'export' AND a.pii ->> 'resource_id' = e.request_id::text) AS events,
         (SELECT count(*)::int FROM job_runs WHERE job = 'export-personal-data'
           AND target = e.request_id::text AND status = 'succeeded') AS succeeded,
         (SELECT count(*)::int FROM job_runs WHERE job = 'export-personal-data'
           AND target = e.request_id::text AND status = 'running') AS running
       FROM gdpr_exports AS e JOIN gdpr_requests AS r ON r.id = e.request_id WHERE e.request_id = $1`,
      [request],
    );
    const zip = await readFile(path);
    expect(rows).toEqual([
      {
        status: "ready",
        state: "completed",
        rows: read.manifest.rows,
        sha256: createHash("sha256").update(zip).digest("hex"),
        bytes: zip.length,
        events: 1,
        succeeded: 1,
        running: 0,
      },
    ]);
  }
});
