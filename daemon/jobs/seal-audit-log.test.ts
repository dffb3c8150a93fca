import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectInstallationId } from "../../sql/audit-seals/queries.ts";
import type { Signer } from "../../sql/audit-seals/signing-keys.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { withFence } from "../../sql/job-runs/fence.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { countSealed, signerOf, untilSettled } from "../../sql/testing/seals.ts";
import { samplers } from "../metrics/samplers.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { sealAuditLogJob } from "./seal-audit-log.ts";
import { warnOfWriter } from "./warn-of-writer.ts";

const to = ({ newest }: Signer, older: Signer): Signer => ({
  newest,
  keys: [newest, ...older.keys],
  find: (id) => older.find(id),
});

describe("seal-audit-log", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  beforeAll(async () => {
    context = await createContext(database);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });
  const run = async (signer = context.signer) => {
    await untilSettled(database.adminPool);
    return sealAuditLogJob.run({}, { ...context, signer });
  };
  const selectHeads = async () =>
    (
      await database.adminPool.query<{ n: number; hash: string }>(
        "SELECT n, encode(hash, 'hex') AS hash FROM audit_seals ORDER BY n",
      )
    ).rows;
  const openLedger = async () =>
    context.ledger(await inTransaction(context.pool, "fs_worker", {}, selectInstallationId));
  const selectWaiting = async () =>
    (
      await database.adminPool.query<{ seconds: number }>(
        `SELECT extract(epoch FROM start_after - created_on)::int AS seconds
         FROM pgboss.job WHERE name = 'seal-audit-log' AND state = 'created'`,
      )
    ).rows;
  const readMetric = async (name: string) => {
    await samplers.find((sampler) => sampler.name === "seals")?.sample(context);
    const text = await context.metrics.registry.metrics();
    return Number(new RegExp(`^futuresync_audit_${name} (\\S+)$`, "m").exec(text)?.[1]);
  };

  test("seals, anchors, puts itself back for 30 s later, and leaves no run", async () => {
    expect(await readMetric("last_seal_timestamp_seconds")).toBe(0);
    expect(await readMetric("unsealed_seconds")).toBeGreaterThan(0);
    expect(await run()).toBe("succeeded");
    expect(await run()).toBe("succeeded");
    const { events, once } = await countSealed(database.adminPool);
    expect(events).toBeGreaterThan(0);
    expect(once).toBe(events);
    const lines = readFileSync((await openLedger()).file, "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      (await selectHeads()).map((head) => expect.objectContaining(head)),
    );
    // Two runs, and one that waits.
    expect(await selectWaiting()).toEqual([{ seconds: 30 }]);
    expect((await database.adminPool.query("SELECT FROM job_runs")).rowCount).toBe(0);
    expect(await readMetric("last_seal_timestamp_seconds")).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(await readMetric("unsealed_seconds")).toBe(0);
    expect(await readMetric("ledger_behind_seals")).toBe(0);
  });

  test("lets one of two daemons seal", async () => {
    const held = await withFence(database.pool("futuresync_daemon"), "seal-audit-log", () => run());
    expect(held).toBe("held");
    const before = (await selectHeads()).length;
    const results = await Promise.all([run(), run(), run(), run()]);
    const sealed = results.filter((result) => result === "succeeded").length;
    expect(sealed).toBeGreaterThan(0);
    expect(await selectHeads()).toHaveLength(before + sealed);
  });

  test("says who holds the seals back, by process and application, when it lasts", async () => {
    const writer = await database.adminPool.connect();
    try {
      await untilSettled(database.adminPool);
      await writer.query("SET application_name = 'nightly load'");
      await writer.query(
        "BEGIN; SELECT record_event('search', 'users', NULL, NULL, '{}', '{\"q\": \"needle\"}')",
      );
      await sealAuditLogJob.run({}, context);
      expect(context.logged()).not.toContain("holds back the seals");
      await new Promise((resolve) => setTimeout(resolve, 600));
      const client = await context.pool.connect();
      await warnOfWriter(client, context.log, 0.5).finally(() => client.release());
      const [line = "{}"] = context.logged().trimEnd().split("\n").slice(-1);
      expect(JSON.parse(line)).toMatchObject({
        level: expect.anything(),
        pid: expect.any(Number),
        application: "nightly load",
        seconds: 1,
        msg: expect.stringContaining("holds back the seals"),
      });
      expect(line).not.toContain("needle");
      expect(await readMetric("oldest_writer_seconds")).toBeGreaterThan(0.5);
    } finally {
      await writer.query("ROLLBACK");
      writer.release();
    }
  });

  test("seals nothing and says what to do while the hand-over of its key cannot be signed", async () => {
    await expect(run(signerOf(7))).rejects.toThrow("SIGNING_KEY: holds no key");
    expect(await run(to(signerOf(7), context.signer))).toBe("succeeded");
    expect(await run(signerOf(7))).toBe("succeeded");
    await expect(run()).rejects.toThrow("SIGNING_KEY: holds no key");
    expect(await run(to(context.signer, signerOf(7)))).toBe("succeeded");
  });

  test("seals nothing while the ledger is ahead, and the metric shows it", async () => {
    const ledger = await openLedger();
    const last = Number((await selectHeads()).at(-1)?.n);
    await ledger.append([
      { n: String(last + 3), at: "2026-11-24T11:00:00.000000Z", hash: "ab".repeat(32) },
    ]);
    await expect(run()).rejects.toThrow(
      `the ledger ${ledger.file} is ahead of the database: ${last + 3} against ${last} seals. Was an older copy restored? nothing is sealed until somebody has looked and runs npm run audit:resume`,
    );
    expect(await selectHeads()).toHaveLength(last);
    expect(await readMetric("ledger_behind_seals")).toBe(-3);
  });
});
