import type { ArtifactStore } from "../../sql/artifacts/store.ts";
import type { OpenLedger } from "../../sql/audit-seals/ledger.ts";
import type { Signer } from "../../sql/audit-seals/signing-keys.ts";
import type { Connections } from "../../sql/database/connections.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import type { Job } from "../../sql/queues/job.ts";
import type { Logger } from "../../sql/process/log.ts";
import type { JobResult, Metrics } from "../metrics/metrics.ts";

/** What every job works with. `pool` follows the primary as the daemon's login: a job takes its role per transaction. */
export type JobDeps = {
  readonly pool: Connections;
  readonly store: ArtifactStore;
  readonly metrics: Metrics;
  /** Signs what the audit trail comes to. */
  readonly signer: Signer;
  /** The heads of its seals, by installation: which one this is only the database knows. */
  readonly ledger: OpenLedger;
  readonly enqueuer: Pick<Enqueuer, "send">;
  /** How many months of the audit trail are kept; undefined: all. */
  readonly auditRetentionMonths: number | undefined;
};

export type JobContext = JobDeps & {
  /** Bears job and job id. Never log a payload or a row. */
  readonly log: Logger;
  /** Aborted at shutdown and when the queue gave the job to another worker: give back, soon. */
  readonly signal: AbortSignal;
};

/** Throwing means failed: the queue tries again as the job's options in sql/queues say. */
export type Outcome = Exclude<JobResult, "failed">;

export type DaemonJob = {
  readonly name: string;
  /** Cron, UTC: one run a slot over all daemons, and a missed slot is caught up once. */
  readonly schedule:
    | { readonly cron: string; readonly payload: object; readonly key: string }
    | undefined;
  /** How many may run at once in one daemon. */
  readonly concurrency: number;
  readonly run: (payload: unknown, context: JobContext) => Promise<Outcome>;
  /** Puts a run into the queue now: what has a schedule reconciles at boot too. */
  readonly enqueueAtBoot: (deps: JobDeps) => Promise<void>;
};

/** Joins a queue's definition (sql/queues) with the work. The payload is parsed before the work sees it. */
export function defineDaemonJob<P extends object>(
  queue: Job<P>,
  work: {
    readonly schedule?: { readonly cron: string; readonly payload: P };
    readonly concurrency?: number;
    readonly handle: (payload: P, context: JobContext) => Promise<Outcome>;
  },
): DaemonJob {
  const { schedule } = work;
  return {
    name: queue.name,
    schedule: schedule && { ...schedule, key: queue.key(schedule.payload) },
    concurrency: work.concurrency ?? 1,
    run: (payload, context) => work.handle(queue.payload.parse(payload), context),
    enqueueAtBoot: async ({ pool, enqueuer }) => {
      if (schedule === undefined) return;
      await inTransaction(pool, "none", {}, (tx) => queue.enqueue(enqueuer, tx, schedule.payload));
    },
  };
}
