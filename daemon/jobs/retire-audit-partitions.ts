import { selectInstallationId } from "../../sql/audit-seals/queries.ts";
import {
  RetirementError,
  retirePartition,
  selectRetirements,
} from "../../sql/audit-seals/retire.ts";
import { inTransactionOn } from "../../sql/database/transaction.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import type { RunDetail } from "../../sql/job-runs/queries.ts";
import { errorSummary } from "../../sql/process/log.ts";
import { retireAuditPartitions as queue } from "../../sql/queues/retire-audit-partitions.ts";
import { defineDaemonJob } from "./job.ts";
import type { Outcome } from "./job.ts";

const JOB = queue.name;
/** Of one partition; tomorrow is another day. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Retention of the audit trail (sql/audit-seals/README.md): whole months, the oldest first. One that is kept
 * back keeps those after it: the trail begins somewhere, and has no holes. Acts as the owner on the fenced
 * connection alone.
 */
export const retireAuditPartitionsJob = defineDaemonJob(queue, {
  schedule: { cron: "41 3 * * *", payload: {} },
  handle: async (_payload, context) => {
    const { pool, signer, ledger: openLedger, auditRetentionMonths: months, log, signal } = context;
    if (months === undefined) return "succeeded";
    const outcome = await withFence(pool, JOB, async (client): Promise<Outcome> => {
      const asWorker = <T>(work: (tx: Transaction) => Promise<T>) =>
        inTransactionOn(client, "fs_worker", {}, work);
      const { run, candidates, installation } = await asWorker(async (tx) => {
        await closeAbandonedRuns(tx, JOB, null);
        const candidates = await selectRetirements(tx, months);
        // Nothing to do is no step, and leaves no row in job_runs.
        const run = candidates.length > 0 ? await startRun(tx, { job: JOB }) : undefined;
        return { candidates, run, installation: await selectInstallationId(tx) };
      });
      if (run === undefined) return "succeeded";
      const dropped: string[] = [];
      const finish = (status: "succeeded" | "failed" | "skipped", detail: RunDetail = {}) =>
        asWorker((tx) => finishRun(tx, run, status, { ...detail, dropped: dropped.join(", ") }));
      const ledger = await openLedger(installation);
      const caller = { actor_kind: "job", actor_id: run } as const;
      try {
        for (const candidate of candidates) {
          signal.throwIfAborted();
          const work = { client, pool, signer, ledger, caller, signal, patience: PATIENCE_MS };
          await retirePartition(work, candidate);
          dropped.push(candidate.partition);
          log.info({ partition: candidate.partition }, "partition of the audit trail dropped");
        }
        await finish("succeeded");
        return "succeeded";
      } catch (error) {
        if (signal.aborted) {
          await finish("skipped", { returned: true });
          return "returned";
        }
        const kept = error instanceof RetirementError ? error.message : errorSummary(error);
        await finish("failed", { kept });
        throw error;
      }
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});
