import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SealLedger } from "../../sql/audit-seals/ledger.ts";
import { verificationReport } from "../../sql/audit-seals/verification/report.ts";
import { retirePartition, selectRetirements } from "../../sql/audit-seals/retire.ts";
import { verifyTrail } from "../../sql/audit-seals/verify.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { createSealedTrail } from "../../sql/testing/sealed-trail.ts";
import type { SealedTrail } from "../../sql/testing/sealed-trail.ts";
import { signingKey } from "../../sql/testing/seals.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { startDaemon, until } from "../testing/daemon-process.ts";
import { retireAuditPartitionsJob } from "./retire-audit-partitions.ts";

/** The mount of the ledger is away. */
const append: SealLedger["append"] = async (heads) => {
  if (heads.length > 0) throw new Error("the mount is away");
};

/** The test seals today what is of four months ago: the daemon's clock is set forward past its retention. */
const CLOCK = 63 * 86_400_000;
const now = Date.now.bind(Date);

/** Who owns the database may have it say anything of a month. */
const lies = (month: string) => `CREATE OR REPLACE FUNCTION partition_bounds()
  RETURNS TABLE (table_name text, partition_name text, lower_bound timestamptz, upper_bound timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER AS
  $$ SELECT 'audit_log', '${month}', '2020-01-01Z'::timestamptz, '2020-02-01Z'::timestamptz $$`;

describe("retire-audit-partitions", () => {
  let trail: SealedTrail;
  let context: TestContext;
  let partition: string;
  beforeEach(async () => {
    vi.spyOn(Date, "now").mockImplementation(() => now() + CLOCK);
    trail = await createSealedTrail(await createTestDatabase());
    const made = await createContext(trail.database);
    context = {
      ...made,
      signer: trail.signer,
      ledger: async () => trail.ledger,
      auditRetentionMonths: 2,
    };
    await trail.write(2);
    await trail.writeOld(3, 4);
    await trail.seal();
    await trail.write(1);
    const { rows } = await trail.database.adminPool.query<{ name: string }>(
      "SELECT partition_name AS name FROM partition_bounds() WHERE table_name = 'audit_log' ORDER BY lower_bound",
    );
    partition = rows[0]?.name ?? "";
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await context.end();
    await trail.end();
  });

  const run = () => retireAuditPartitionsJob.run({}, context);
  const exists = async () => {
    const { rows } = await trail.database.adminPool.query<{ there: boolean }>(
      "SELECT to_regclass($1) IS NOT NULL AS there",
      [partition],
    );
    return rows[0]?.there;
  };
  const drops = async () =>
    (await trail.seals()).filter(({ kind }) => kind === "partition-dropped");
  const lastRun = async () => {
    const { rows } = await trail.database.adminPool.query<{ status: string; detail: object }>(
      "SELECT status, detail FROM job_runs WHERE job = 'retire-audit-partitions' ORDER BY started_at DESC LIMIT 1",
    );
    return rows[0];
  };
  const expectDropped = async () => {
    expect(await exists()).toBe(false);
    expect(await drops()).toHaveLength(1);
    const verification = await trail.verify();
    expect(verification.findings).toEqual([]);
    expect(verification.dropped).toMatchObject([{ partition, rows: 3, seals: 1 }]);
    expect(verificationReport(verification)).toContain(`${partition} with 3 events of`);
  };
  /** Retires as the job does, but waits for nobody longer than `patience`. */
  const retire = async (patience: number) => {
    const client = await context.pool.connect();
    try {
      const [candidate] = await inTransaction(context.pool, "fs_worker", {}, (tx) =>
        selectRetirements(tx, 2),
      );
      if (candidate === undefined) throw new Error("no partition is old enough");
      const { pool, signer, signal } = context;
      const caller = {};
      await retirePartition(
        { client, pool, signer, ledger: trail.ledger, caller, signal, patience },
        candidate,
      );
    } finally {
      client.release();
    }
  };
  const reading = async (relation: string) => {
    const reader = await trail.database.adminPool.connect();
    await reader.query(`BEGIN; SELECT count(*) FROM ${relation}`);
    return async () => {
      await reader.query("ROLLBACK");
      reader.release();
    };
  };

  test("keeps everything when no age is set, and what is younger", async () => {
    for (const auditRetentionMonths of [undefined, 12]) {
      context = { ...context, auditRetentionMonths };
      expect(await run()).toBe("succeeded");
      expect(await exists()).toBe(true);
      expect(await lastRun()).toBeUndefined();
    }
  });

  test("drops a month whose seals are anchored: a signed seal and an event say so, and the rest verifies", async () => {
    expect(await run()).toBe("succeeded");
    await expectDropped();
    expect(await lastRun()).toMatchObject({ status: "succeeded", detail: { dropped: partition } });
    const { rows } = await trail.database.adminPool.query(
      "SELECT actor_kind, details FROM audit_log WHERE action = 'drop' AND resource = 'partitions'",
    );
    expect(rows).toMatchObject([{ actor_kind: "job", details: { partition, rows: 3 } }]);
    await trail.seal();
    await expectDropped();
    // There is nothing left to do, and nothing is done twice.
    expect(await run()).toBe("succeeded");
    await expectDropped();
  });

  test("keeps a month with an event that has no seal yet", async () => {
    await trail.writeOld(1, 4);
    await expect(run()).rejects.toThrow(`events of ${partition} have no seal yet`);
    expect(await exists()).toBe(true);
    expect(await drops()).toEqual([]);
    expect(await lastRun()).toMatchObject({ status: "failed" });
  });

  test("keeps a month that is not as it was written: it is evidence", async () => {
    await trail.tamper(`DELETE FROM ${partition} WHERE seq = (SELECT max(seq) FROM ${partition})`);
    await expect(run()).rejects.toThrow("the trail is not as it was written: seal 2 stands for 3");
    expect(await exists()).toBe(true);
    expect(await drops()).toEqual([]);
  });

  test("keeps a month while its seals cannot be anchored, and goes on when they can", async () => {
    const text = await readFile(trail.ledger.file, "utf8");
    await writeFile(trail.ledger.file, `${text.split("\n")[0]}\n`);
    await expect(run()).rejects.toThrow("seal 2 is not in the ledger yet");
    expect(await drops()).toEqual([]);
    await writeFile(trail.ledger.file, text);
    const away = { ...context, ledger: async () => ({ ...trail.ledger, append }) };
    await expect(retireAuditPartitionsJob.run({}, away)).rejects.toThrow("the mount is away");
    // Also where a kill came: the seal is made, its head is not in the ledger.
    expect(await drops()).toHaveLength(1);
    expect(await exists()).toBe(true);
    expect((await trail.verify()).findings).toEqual([]);
    expect(await run()).toBe("succeeded");
    await expectDropped();
  });

  test("waits for a reader by asking now and then, gives up, and goes on the next time", async () => {
    const leave = await reading("audit_log");
    await expect(retire(1_500)).rejects.toThrow("a transaction holds the partition");
    expect(await exists()).toBe(true);
    expect((await trail.verify()).findings).toEqual([]);
    // Nobody is kept waiting meanwhile: events are written and read.
    await trail.write(1);
    setTimeout(() => void leave(), 1_500);
    await retire(20_000);
    await expectDropped();
  });

  test("drops what was detached and is still there", async () => {
    const leave = await reading(partition);
    await expect(retire(1_500)).rejects.toThrow("a transaction holds the partition");
    await leave();
    await trail.database.adminPool.query(
      `ALTER TABLE audit_log DETACH PARTITION ${partition} FINALIZE`,
    );
    expect((await trail.verify()).findings).toEqual([]);
    expect(await run()).toBe("succeeded");
    await expectDropped();
  });

  test("keeps a month that the owner calls old: its name, its seals and the clock say how old it is", async () => {
    await trail.writeOld(2, 1);
    await trail.seal();
    const { rows } = await trail.database.adminPool.query<{ name: string }>(
      "SELECT 'audit_log_' || to_char(now() - interval '1 month', 'YYYY_MM') AS name",
    );
    const name = rows[0]?.name ?? "";
    vi.restoreAllMocks();
    await trail.tamper(lies(name));
    // Of four months ago by its name, and sealed today.
    await expect(run()).rejects.toThrow(`${partition} has a seal of`);
    expect(await drops()).toEqual([]);
    // Under an old name it is not what was sealed.
    vi.spyOn(Date, "now").mockImplementation(() => now() + CLOCK);
    await trail.tamper(`ALTER TABLE ${name} RENAME TO audit_log_2020_01`);
    await expect(run()).rejects.toThrow(
      "audit_log_2020_01 holds 2 events, and its seals stand for 0",
    );
    expect(await drops()).toEqual([]);
  });

  test("keeps a month that somebody detached: no seal says that it was dropped", async () => {
    await trail.tamper(
      `UPDATE ${partition} SET actor_role = 'forged'`,
      `ALTER TABLE audit_log DETACH PARTITION ${partition}`,
    );
    await expect(run()).rejects.toThrow(`${partition} is detached, and no seal says that`);
    expect(await exists()).toBe(true);
    expect(await drops()).toEqual([]);
  });

  test("keeps what was put under the name of a month that was dropped, and verification names it", async () => {
    expect(await run()).toBe("succeeded");
    await expectDropped();
    await trail.tamper("SELECT make_partitions_at(now() - interval '4 months', 0, 0)");
    expect(await exists()).toBe(true);
    expect((await trail.verify()).findings).toMatchObject([{ check: "root", partition }]);
    await expect(run()).rejects.toThrow("the trail is not as it was written");
    await trail.tamper(`ALTER TABLE audit_log DETACH PARTITION ${partition}`);
    await expect(run()).rejects.toThrow(`${partition} holds 0 events, and its seals stand for 3`);
    expect(await exists()).toBe(true);
  });

  test("waits for a verification, which sees the month to its end", async () => {
    let refused: unknown;
    const { ledger } = trail;
    const busy = {
      bytes: () => ledger.bytes(),
      read: async function* (bytes?: number) {
        refused ??= await retire(1_500).catch((error: unknown) => error);
        yield* ledger.read(bytes);
      },
    };
    const client = await context.pool.connect();
    const pinned = [trail.signer.newest.publicKey];
    const { findings } = await verifyTrail(client, busy, { pinned });
    client.release();
    expect(refused).toMatchObject({ message: expect.stringContaining("holds the partition") });
    expect(findings).toEqual([]);
    await retire(20_000);
    await expectDropped();
  });

  test("goes on after a kill -9 while it detaches", { timeout: 60_000 }, async () => {
    const env = {
      AUDIT_RETENTION_MONTHS: "2",
      LEDGER_DIR: trail.folder,
      SIGNING_KEY: signingKey(1),
      NODE_OPTIONS: `--import=data:text/javascript,const%20now=Date.now;Date.now=()=>now()+${CLOCK}`,
    };
    const leave = await reading("audit_log");
    const daemon = await startDaemon(trail.database, trail.folder, { env });
    const waits = async () => {
      const { rows } = await trail.database.adminPool.query(
        "SELECT FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE public.audit_log DETACH%' AND state = 'active'",
      );
      return rows.length > 0;
    };
    await until(waits, "the daemon to detach");
    daemon.signal("SIGKILL");
    await daemon.exited;
    expect(await exists()).toBe(true);
    expect(await drops()).toHaveLength(1);
    await leave();
    const next = await startDaemon(trail.database, trail.folder, { env });
    await until(async () => (await exists()) === false, "the partition to be dropped");
    next.signal("SIGTERM");
    expect(await next.exited).toBe(0);
    await expectDropped();
  });
});
