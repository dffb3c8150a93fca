import { selectInstallationId } from "../../sql/audit-seals/queries.ts";
import { planVerification, verdictOf } from "../../sql/audit-seals/verification/hourly.ts";
import { verifyTrail } from "../../sql/audit-seals/verify.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { errorSummary } from "../../sql/process/log.ts";
import { verifyAuditLog as queue } from "../../sql/queues/verify-audit-log.ts";
import { ownVerdict, tellVerdict } from "../metrics/own-verdict.ts";
import { defineDaemonJob } from "./job.ts";
import type { Outcome } from "./job.ts";

const JOB = queue.name;
const PAUSE_SECONDS = 60;

/**
 * Verifies the audit trail (sql/audit-seals/README.md). Findings are a verdict and not a failure of the job:
 * they are in job_runs, in the log, and in the metric that alarms; trying again would not mend them. How far
 * it came and what it found this process remembers by itself: its first run looks through the whole.
 */
export const verifyAuditLogJob = defineDaemonJob(queue, {
  schedule: { cron: "23 * * * *", payload: { whole: false } },
  handle: async (
    { whole },
    { pool, metrics, signer, ledger: openLedger, enqueuer, log, signal },
  ) => {
    const outcome = await withFence(pool, JOB, async (client): Promise<Outcome> => {
      const asWorker = <T>(work: (tx: Transaction) => Promise<T>) =>
        inTransactionOn(client, "fs_worker", {}, work);
      const { run, plan, installation } = await asWorker(async (tx) => {
        await closeAbandonedRuns(tx, JOB, null);
        const plan = await planVerification(tx, whole, ownVerdict(metrics));
        const detail = { whole: plan.ranges === undefined };
        return {
          plan,
          run: await startRun(tx, { job: JOB, detail }),
          installation: await selectInstallationId(tx),
        };
      });
      try {
        const verification = await verifyTrail(client, await openLedger(installation), {
          pinned: signer.keys.map(({ publicKey }) => publicKey),
          // Who resumed gave a reason: that is for auditors to judge, and no alarm for ever.
          resumed: "by-event",
          signal,
          ...(plan.ranges && { ranges: plan.ranges }),
        });
        tellVerdict(metrics, {
          findings: verification.found,
          head_n: BigInt(verification.head?.n ?? 0),
          slice_n: plan.sliceTo,
        });
        const verdict = verdictOf(verification, plan);
        const status = verification.found === 0 ? "succeeded" : "failed";
        await asWorker((tx) => finishRun(tx, run, status, verdict));
        if (verification.found > 0) log.error(verdict, "the audit trail is not as it was written");
        return "succeeded";
      } catch (error) {
        if (signal.aborted) {
          await asWorker((tx) => finishRun(tx, run, "skipped", { returned: true }));
          return "returned";
        }
        await asWorker((tx) => finishRun(tx, run, "failed", { error: errorSummary(error) }));
        throw error;
      }
    });
    if (outcome !== HELD_ELSEWHERE) return outcome;
    // Somebody asked for the whole and waits for it; the hourly one comes again.
    if (whole) {
      await inTransaction(pool, "none", {}, (tx) =>
        queue.enqueue(enqueuer, tx, { whole }, PAUSE_SECONDS),
      );
    }
    return "held";
  },
});
