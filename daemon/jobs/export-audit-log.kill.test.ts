import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSigner } from "../../sql/audit-seals/signing-keys.ts";
import { createEnqueuer } from "../../sql/queues/boss.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { readZip } from "../../sql/testing/read-zip.ts";
import { checkExport } from "../testing/check-export.ts";
import { startDaemon, until } from "../testing/daemon-process.ts";
import type { DaemonProcess } from "../testing/daemon-process.ts";
import { requestTrail } from "../testing/trail.ts";

const EVENTS = 4_000;

type State = { status: string; phase: string | null; events: number; intents: number };

describe("kill -9 of the daemon during an export of the trail", async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "futuresync-kill-"));
  let enqueuer: Enqueuer;
  beforeAll(async () => {
    enqueuer = await createEnqueuer(database.pool("futuresync_api"), () => undefined);
    await database.adminPool.query(
      `INSERT INTO users (email, name)
       SELECT 'person.' || n || '@example.com', 'Person ' || n FROM generate_series(1, $1) AS n`,
      [EVENTS],
    );
  });
  afterAll(async () => {
    await enqueuer.stop();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  const select = async (id: string): Promise<State> => {
    const { rows } = await database.adminPool.query<State>(
      `SELECT e.status, e.phase, e.events::int AS events,
         (SELECT count(*)::int FROM job_runs WHERE target = e.id::text AND job = 'export-audit-log') AS intents
       FROM audit_exports AS e WHERE e.id = $1`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) throw new Error("the export is not there");
    return row;
  };
  const filesOf = async (id: string) =>
    (await readdir(folder)).filter((name) => name.startsWith(id)).toSorted();
  const partialBytes = async (id: string) => {
    const name = (await filesOf(id)).find((file) => file.endsWith(".partial"));
    if (name === undefined) return -1;
    return (await stat(join(folder, name)).catch(() => undefined))?.size ?? -1;
  };
  /** Keeps the worker at the statement that needs these rows, until the answer is called. */
  const hold = async (text: string, id: string) => {
    const client = await database.adminPool.connect();
    await client.query("BEGIN");
    await client.query(text, [id]);
    return async () => {
      await client.query("ROLLBACK");
      client.release();
    };
  };
  const EXPORT = "SELECT FROM audit_exports WHERE id = $1 FOR UPDATE";
  // Of the running attempt: what the last transaction closes after everything else.
  const RUN = "SELECT FROM job_runs WHERE target = $1 AND status = 'running' FOR UPDATE";

  type Point = {
    readonly name: string;
    readonly reached: (id: string, now: State) => boolean | Promise<boolean>;
    /** Held once it waits in the queue, or once it runs: makes the point certain. */
    readonly holdFirst?: true;
    readonly holdEnd?: true;
    readonly after?: "ready";
  };
  const points: readonly Point[] = [
    { name: "the job waits in the queue", reached: () => true },
    {
      name: "the intent is written and the attempt not claimed",
      holdFirst: true,
      reached: (_id, now) => now.intents > 0 && now.status === "queued",
    },
    { name: "the attempt is claimed", reached: (_id, now) => now.status === "running" },
    { name: "the partial file appears", reached: async (id) => (await partialBytes(id)) >= 0 },
    { name: "the events begin", reached: (_id, now) => now.phase === "events" },
    { name: "events are half written", reached: async (id) => (await partialBytes(id)) > 60_000 },
    { name: "the proofs begin", reached: (_id, now) => now.phase === "proofs" },
    {
      name: "the file has its final name and nothing is committed",
      holdEnd: true,
      reached: async (id) => (await filesOf(id)).includes(`${id}.zip`),
    },
    { name: "it is committed", after: "ready", reached: (_id, now) => now.status === "ready" },
  ];

  test(
    "ends at each of nine points with one file that verifies, one completed event and no orphan",
    { timeout: 240_000 },
    async () => {
      let daemon: DaemonProcess = await startDaemon(database, folder);
      for (const point of points) {
        const id = await requestTrail(database, { filter: { resource: "users" } }, enqueuer);
        const release = point.holdFirst && (await hold(EXPORT, id));
        let releaseEnd: (() => Promise<void>) | undefined;
        await until(
          async () => {
            const now = await select(id);
            if (point.holdEnd && releaseEnd === undefined && now.phase === "events") {
              releaseEnd = await hold(RUN, id);
            }
            return point.reached(id, now);
          },
          point.name,
          1,
        );
        daemon.signal("SIGKILL");
        await daemon.exited;
        const atKill = await select(id);
        await release?.();
        await releaseEnd?.();
        expect({ [point.name]: atKill.status === "ready" }).toEqual({
          [point.name]: point.after === "ready",
        });

        daemon = await startDaemon(database, folder);
        await until(async () => (await select(id)).status === "ready", `${point.name}: ready`);
        await expectOneOfEverything(id);
      }
      daemon.signal("SIGTERM");
      expect(await daemon.exited).toBe(0);
      const zips = (await readdir(folder)).filter((name) => name !== "data");
      expect(zips).toHaveLength(points.length);
    },
  );

  async function expectOneOfEverything(id: string): Promise<void> {
    expect(await filesOf(id)).toEqual([`${id}.zip`]);
    const zip = await readFile(join(folder, `${id}.zip`));
    const { newest } = createSigner({
      DATA_DIR: join(folder, "data"),
      NODE_ENV: "test",
      DATABASE_HOST: undefined,
    });
    const { faults, ids } = checkExport(await readZip(zip), newest.publicKey);
    expect(faults).toEqual([]);
    expect(new Set(ids).size).toBe(EVENTS);
    const { rows } = await database.adminPool.query(
      `SELECT e.status, e.events::int AS events, encode(e.sha256, 'hex') AS sha256, e.bytes::int AS bytes,
         (SELECT count(*)::int FROM audit_log AS a
           WHERE a.action = 'export' AND a.pii ->> 'resource_id' = e.id::text) AS told,
         (SELECT count(*)::int FROM job_runs WHERE job = 'export-audit-log'
           AND target = e.id::text AND status = 'succeeded') AS succeeded,
         (SELECT count(*)::int FROM job_runs WHERE job = 'export-audit-log'
           AND target = e.id::text AND status = 'running') AS running
       FROM audit_exports AS e WHERE e.id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        status: "ready",
        events: EVENTS,
        sha256: createHash("sha256").update(zip).digest("hex"),
        bytes: zip.length,
        told: 1,
        succeeded: 1,
        running: 0,
      },
    ]);
  }
});
