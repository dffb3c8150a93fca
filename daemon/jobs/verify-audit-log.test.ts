import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planVerification } from "../../sql/audit-seals/verification/hourly.ts";
import type { LastVerdict } from "../../sql/audit-seals/verification/hourly.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { withFence } from "../../sql/job-runs/fence.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { createSealedTrail } from "../../sql/testing/sealed-trail.ts";
import type { SealedTrail } from "../../sql/testing/sealed-trail.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { ownVerdict } from "../metrics/own-verdict.ts";
import { samplers } from "../metrics/samplers.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { verifyAuditLogJob } from "./verify-audit-log.ts";

describe("verify-audit-log", async () => {
  const database = await createTestDatabase();
  let trail: SealedTrail;
  let context: TestContext;
  beforeAll(async () => {
    trail = await createSealedTrail(database);
    const made = await createContext(database);
    context = { ...made, signer: trail.signer, ledger: async () => trail.ledger };
  });
  afterAll(async () => {
    await context.end();
    await trail.end();
  });

  const run = async (whole = false) => {
    expect(await verifyAuditLogJob.run({ whole }, context)).toBe("succeeded");
    const { rows } = await database.adminPool.query<{
      status: string;
      detail: Record<string, unknown>;
    }>("SELECT status, detail FROM job_runs WHERE job = 'verify-audit-log' ORDER BY started_at");
    return rows.at(-1);
  };
  const metric = async (name: string) => {
    await samplers.find((one) => one.name === "verification")?.sample(context);
    const text = await context.metrics.registry.metrics();
    return new RegExp(`^futuresync_audit_verify_${name} (.*)$`, "m").exec(text)?.[1];
  };
  const plan = (last: LastVerdict | undefined, sliceEvents: number) =>
    inTransaction(context.pool, "fs_worker", {}, (tx) =>
      planVerification(tx, false, last, sliceEvents),
    );

  const waiting = async () => {
    const { rows } = await database.adminPool.query(
      "SELECT data FROM pgboss.job WHERE name = 'verify-audit-log' AND state = 'created'",
    );
    return rows;
  };

  test("has no verdict before the first run, which is no alarm", async () => {
    expect(await metric("success")).toBe("Nan");
    expect(await metric("timestamp_seconds")).toBe("0");
  });

  test("looks through the whole first, then through what is new", async () => {
    expect(await run()).toMatchObject({
      status: "succeeded",
      detail: { whole: true, head_n: 0, findings: 0, names: "" },
    });
    await trail.write(3);
    // Last month's beside this month's: two seals in one interval, which belong together.
    await trail.writeOld(2, 1);
    await trail.seal();
    const first = await run();
    expect(first).toMatchObject({ detail: { whole: true, findings: 0, unsealed: 0 } });
    await trail.write(2);
    const [seal] = await trail.seal();
    await trail.write(1);
    const second = await run();
    expect(second).toMatchObject({
      status: "succeeded",
      detail: { whole: false, head_n: Number(seal?.n), findings: 0, unsealed: 1 },
    });
    // The older ones are one slice: all of them once more.
    expect(second?.detail["events"]).toBe(Number(first?.detail["events"]) + 3);
    expect(await metric("success")).toBe("1");
    expect(Number(await metric("timestamp_seconds"))).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  test("takes the older events slice by slice, whole intervals, and begins anew at the end", async () => {
    await trail.write(1);
    await trail.seal();
    await run(true);
    const seals = await trail.seals();
    const pairs = new Map(seals.map((seal) => [`${seal.tx_from} ${seal.tx_to}`, BigInt(seal.n)]));
    const ends = new Set(pairs.values());
    const starts: bigint[] = [];
    const last = { findings: 0, head_n: BigInt(seals.length), slice_n: 0n };
    let { sliceTo } = await plan(ownVerdict(context.metrics), 1);
    for (let slice = 0; slice < 10; slice += 1) {
      const { ranges, ...next } = await plan({ ...last, slice_n: sliceTo }, 1);
      starts.push(ranges?.[0]?.from ?? 0n);
      expect(ends).toContain(ranges?.[0]?.to);
      expect(ranges?.[1]).toEqual({ from: BigInt(seals.length) + 1n });
      sliceTo = next.sliceTo;
    }
    expect(starts.filter((start) => start === 1n).length).toBeGreaterThan(1);
    expect(new Set(starts).size).toBeGreaterThan(2);
  });

  test("names what is wrong, alarms, and looks through the whole until all is well", async () => {
    const { rows } = await database.adminPool.query<{ id: string }>(
      "SELECT id FROM audit_log WHERE pii ? 'old' ORDER BY at DESC LIMIT 1",
    );
    const event = rows[0]?.id ?? "";
    const set = (role: string) =>
      trail.tamper(`UPDATE audit_log SET actor_role = '${role}' WHERE id = '${event}'`);
    await set("forged");
    expect(await run()).toMatchObject({
      status: "failed",
      detail: { findings: 1, names: `event ${event}` },
    });
    expect(await metric("success")).toBe("0");
    expect(context.logged()).toContain(`event ${event}`);
    expect(context.logged()).not.toContain("Ann Example");
    // The next hour's slice may lie elsewhere: the alarm would end while the event is still wrong.
    expect(await run()).toMatchObject({ status: "failed", detail: { whole: true } });
    await set("postgres");
    expect(await run()).toMatchObject({ status: "succeeded", detail: { whole: true } });
    expect(await metric("success")).toBe("1");
    expect(await run()).toMatchObject({ status: "succeeded", detail: { whole: false } });
  });

  test("keeps its alarm and its place from who writes job_runs as they like", async () => {
    const { rows } = await database.adminPool.query<{ id: string }>(
      "SELECT id FROM audit_log WHERE pii ? 'old' ORDER BY at LIMIT 1",
    );
    const set = (role: string) =>
      trail.tamper(`UPDATE audit_log SET actor_role = '${role}' WHERE id = '${rows[0]?.id}'`);
    await set("forged");
    await trail.tamper(
      `CREATE FUNCTION hush() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.detail ? 'findings' THEN
           NEW.status := 'succeeded';
           NEW.detail := NEW.detail || '{"findings": 0, "names": "", "slice_n": 999999}';
         END IF;
         RETURN NEW;
       END $$`,
      "GRANT EXECUTE ON FUNCTION hush() TO PUBLIC",
      "CREATE TRIGGER hush BEFORE INSERT OR UPDATE ON job_runs FOR EACH ROW EXECUTE FUNCTION hush()",
    );
    expect(await run(true)).toMatchObject({ status: "succeeded", detail: { findings: 0 } });
    expect(await metric("success")).toBe("0");
    expect(await run()).toMatchObject({ detail: { whole: true } });
    expect(await metric("success")).toBe("0");
    // Another process, which has seen nothing yet, believes no row of how far others came.
    const own = { ...context, metrics: createMetrics() };
    expect(await verifyAuditLogJob.run({ whole: false }, own)).toBe("succeeded");
    expect(ownVerdict(own.metrics)?.findings).toBe(1);
    await set("postgres");
    await trail.tamper("DROP TRIGGER hush ON job_runs", "DROP FUNCTION hush()");
    await run();
    expect(await metric("success")).toBe("1");
  });

  test("gives back at shutdown, and has no verdict then", async () => {
    const before = await metric("timestamp_seconds");
    const stopped = { ...context, signal: AbortSignal.abort(new Error("the daemon is stopping")) };
    expect(await verifyAuditLogJob.run({ whole: true }, stopped)).toBe("returned");
    expect(await metric("timestamp_seconds")).toBe(before);
  });

  test("comes again for who asked for the whole while another verifies", async () => {
    await withFence(context.pool, "verify-audit-log", async () => {
      expect(await verifyAuditLogJob.run({ whole: false }, context)).toBe("held");
      expect(await waiting()).toEqual([]);
      expect(await verifyAuditLogJob.run({ whole: true }, context)).toBe("held");
    });
    expect(await waiting()).toEqual([{ data: { whole: true } }]);
  });
});
