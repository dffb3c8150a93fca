import type pg from "pg";
import { insertEvent } from "../audit-log/queries.ts";
import type { Connections } from "../database/connections.ts";
import { sqlState } from "../database/errors.ts";
import { loadSql } from "../database/load-sql.ts";
import { inTransactionOn } from "../database/transaction.ts";
import type { CallerContext, Transaction } from "../database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../job-runs/fence.ts";
import { sealAuditLog } from "../queues/seal-audit-log.ts";
import { anchorSeals } from "./anchor.ts";
import { openChain } from "./chain.ts";
import type { SealLedger } from "./ledger.ts";
import { rootOf } from "./merkle.ts";
import { monthOf } from "./month.ts";
import { beginChain } from "./seal-events.ts";
import type { Seal } from "./seal.ts";
import type { Signer } from "./signing-keys.ts";
import { verifyTrail } from "./verify.ts";

const SELECT_RETIREMENTS = loadSql(import.meta.url, "./select-retirements.sql");
const SELECT_PARTITION_SEALS = loadSql(import.meta.url, "./select-partition-seals.sql");

/** A lock is asked for so long: who queues behind the request waits no longer. */
const LOCK_TIMEOUT = "1s";
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;
const LOCKED = new Set(["55P03", "40P01"]); // lock_not_available, deadlock_detected

/** Why a partition stays for now; the next run looks again. */
export class RetirementError extends Error {}

export type Retirement = {
  /** The connection that bears the job's fence. */
  readonly client: pg.PoolClient;
  readonly pool: Connections;
  readonly signer: Signer;
  readonly ledger: SealLedger;
  /** Who acts, for the event. */
  readonly caller: CallerContext;
  readonly signal: AbortSignal;
  /** How long a reader is waited for, in milliseconds. */
  readonly patience: number;
};

type Candidate = {
  readonly partition: string;
  /** The seal that says it was dropped, once there is one. */
  readonly seal: string | null;
  readonly state: "attached" | "detaching" | "detached";
  readonly at_from: string;
  readonly at_to: string;
  /** What was sealed after it, in milliseconds, is kept. */
  readonly kept: number;
};

type PartitionSeals = {
  readonly seals: number;
  readonly rows: number;
  readonly first_n: number;
  readonly last_n: number;
  readonly last_at: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly unsealed: boolean;
};

/**
 * Months that ended more than so many months ago, those that a kill left half dropped among them: by the
 * names that seals bear and by our own clock.
 */
export async function selectRetirements(tx: Transaction, months: number): Promise<Candidate[]> {
  const kept = keptSince(months);
  const rows = await tx.rows<Pick<Candidate, "partition" | "seal" | "state">>(SELECT_RETIREMENTS);
  return rows.flatMap((row) => {
    const month = monthOf(row.partition);
    if (month === undefined || Date.parse(month.to) > kept) return [];
    return [{ ...row, at_from: month.from, at_to: month.to, kept }];
  });
}

/** Up to three days earlier than asked, where the month of then is shorter than this one. */
function keptSince(months: number): number {
  const now = new Date(Date.now());
  const day = Math.min(now.getUTCDate(), 28);
  const time = now.getTime() % 86_400_000;
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day) + time;
}

/**
 * Drops one partition of the trail: only when each of its events is sealed, verifies, and all its seals are in
 * the ledger. First a signed seal says so and is in the ledger too; then it is detached, then dropped. Killed
 * anywhere, the next call goes on. Throws a RetirementError that says what keeps it.
 */
export async function retirePartition(work: Retirement, candidate: Candidate): Promise<void> {
  const { client, pool, ledger } = work;
  // Also where a seal says it was dropped: it may have been filled since.
  await verifyPartition(work, candidate);
  const sealed = await underSealFence(pool, work.patience, async (sealer) => {
    await anchorSeals(sealer, ledger);
    if (await beginChain(sealer, work.signer)) await anchorSeals(sealer, ledger);
    if (candidate.seal === null) await sealDrop(sealer, work, candidate);
    await anchorSeals(sealer, ledger);
  });
  if (!sealed) throw new RetirementError("the trail is being sealed by another all the time");
  await asOwner(client, async () => {
    const table = `public.${client.escapeIdentifier(candidate.partition)}`;
    await patiently(work, async () => {
      const state = await stateOf(client, candidate.partition);
      if (state === "attached") {
        await client.query(`ALTER TABLE public.audit_log DETACH PARTITION ${table} CONCURRENTLY`);
      } else if (state === "detaching") {
        await client.query(`ALTER TABLE public.audit_log DETACH PARTITION ${table} FINALIZE`);
      }
    });
    await patiently(work, async () => {
      await client.query(`DROP TABLE ${table}`);
    });
  });
}

/** What is not as it was written is evidence, and is not dropped. */
async function verifyPartition(work: Retirement, candidate: Candidate): Promise<void> {
  const { client, ledger, signer, signal } = work;
  const { partition, seal, state, kept } = candidate;
  if (state !== "attached" && seal === null) {
    throw new RetirementError(
      `${partition} is detached, and no seal says that it was dropped: attach it again, or nobody can verify it`,
    );
  }
  const sealed = await inTransactionOn(client, "fs_worker", {}, (tx) =>
    selectSealed(tx, candidate),
  );
  const { from, to, last_n, last_at } = sealed;
  if (last_at !== null && Date.parse(last_at) > kept) {
    throw new RetirementError(
      `${partition} has a seal of ${last_at}: events were written into it long after its month`,
    );
  }
  if (from !== null && to !== null) {
    const { found, findings } = await verifyTrail(client, ledger, {
      pinned: signer.keys.map(({ publicKey }) => publicKey),
      // Of what is not attached no row is read; the chain is verified all the same.
      ranges: state === "attached" ? [{ from: BigInt(from), to: BigInt(to) }] : [],
      resumed: "by-event",
      signal,
    });
    if (found > 0) {
      throw new RetirementError(`the trail is not as it was written: ${findings[0]?.says ?? ""}`);
    }
  }
  await asOwner(client, () => patiently(work, () => verifyTable(work, candidate, sealed)));
  const head = await ledger.head();
  if (Number(head?.n ?? 0) < last_n) {
    throw new RetirementError(`seal ${last_n} is not in the ledger yet`);
  }
}

/** It holds as many rows as its seals say, and where no verification reads it, the very leaves. */
async function verifyTable(
  { client, signal }: Retirement,
  { partition, state }: Candidate,
  { rows, first_n, last_n }: PartitionSeals,
): Promise<void> {
  const table = `public.${client.escapeIdentifier(partition)}`;
  const counted = await client.query<{ rows: number }>(
    `SELECT count(*)::float8 AS rows FROM ${table}`,
  );
  const there = counted.rows[0]?.rows ?? 0;
  if (there !== rows) {
    throw new RetirementError(
      `${partition} holds ${there} events, and its seals stand for ${rows}: it is not what was sealed`,
    );
  }
  if (state === "attached") return;
  const seals = await client.query<Pick<Seal, "n" | "epoch" | "tx_from" | "tx_to" | "root">>(
    `SELECT n::text, epoch::text, tx_from::text, tx_to::text, root FROM audit_seals
     WHERE n BETWEEN $1 AND $2 AND partition = $3 ORDER BY n`,
    [first_n, last_n, partition],
  );
  for (const { n, epoch, tx_from, tx_to, root } of seals.rows) {
    signal.throwIfAborted();
    const read = await client.query<{ leaves: Buffer | null }>(
      `SELECT string_agg(leaf, ''::bytea ORDER BY tx, seq) AS leaves FROM ${table}
       WHERE epoch = $1 AND tx >= $2::xid8 AND tx < $3::xid8`,
      [epoch, tx_from, tx_to],
    );
    if (!rootOf(read.rows[0]?.leaves ?? Buffer.alloc(0)).equals(root)) {
      throw new RetirementError(`the events of seal ${n} in ${partition} are not those sealed`);
    }
  }
}

/** The seals of a partition in figures. Throws while an event of it has none. */
async function selectSealed(tx: Transaction, candidate: Candidate): Promise<PartitionSeals> {
  const { partition, at_from, at_to } = candidate;
  const values = [partition, at_from, at_to];
  const [row] = await tx.rows<PartitionSeals>(SELECT_PARTITION_SEALS, values);
  if (row === undefined) throw new Error("a SELECT of one row answered none");
  if (row.unsealed) throw new RetirementError(`events of ${partition} have no seal yet`);
  return row;
}

/** The seal and its event, in one transaction, from one snapshot. */
async function sealDrop(
  sealer: pg.PoolClient,
  { signer, caller }: Retirement,
  candidate: Candidate,
): Promise<void> {
  const { partition, at_from, at_to } = candidate;
  await inTransactionOn(
    sealer,
    "fs_worker",
    caller,
    async (tx) => {
      const { rows, seals, first_n, last_n } = await selectSealed(tx, candidate);
      const detail = { partition, rows, seals, first_n, last_n, at_from, at_to };
      const chain = await openChain(tx, signer);
      await chain.add({ kind: "partition-dropped", detail });
      await chain.write();
      await insertEvent(tx, { action: "drop", resource: "partitions", details: detail });
    },
    { isolation: "repeatable read" },
  );
}

/** Nobody else may add to the chain meanwhile; the sealer is done within seconds. */
async function underSealFence(
  pool: Connections,
  patience: number,
  work: (client: pg.PoolClient) => Promise<void>,
): Promise<boolean> {
  for (const deadline = Date.now() + patience; ;) {
    const answer = await withFence(pool, sealAuditLog.name, async (client) => {
      await work(client);
      return "done";
    });
    if (answer !== HELD_ELSEWHERE) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE));
  }
}

/** Detaching concurrently runs in no transaction: the role is the session's meanwhile. */
async function asOwner(client: pg.PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query("SET ROLE futuresync_owner");
  try {
    await client.query("SELECT set_config('lock_timeout', $1, false)", [LOCK_TIMEOUT]);
    await work();
  } finally {
    await client.query("RESET lock_timeout");
    await client.query("RESET ROLE");
  }
}

async function stateOf(client: pg.PoolClient, partition: string): Promise<Candidate["state"]> {
  const { rows } = await client.query<{ pending: boolean }>(
    `SELECT i.inhdetachpending AS pending FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'public.audit_log'::regclass AND c.relname = $1`,
    [partition],
  );
  if (rows[0] === undefined) return "detached";
  return rows[0].pending ? "detaching" : "attached";
}

/** Tries until no reader holds what it needs: asks for a second, then lets everybody through for a while. */
async function patiently(
  { patience, signal }: Retirement,
  work: () => Promise<void>,
): Promise<void> {
  let pause = FIRST_PAUSE;
  for (const deadline = Date.now() + patience; ;) {
    signal.throwIfAborted();
    try {
      await work();
      return;
    } catch (error) {
      if (!LOCKED.has(sqlState(error) ?? "")) throw error;
      if (Date.now() + pause > deadline) {
        throw new RetirementError(
          "a transaction holds the partition (the oldest xact_start in pg_stat_activity)",
          { cause: error },
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}
