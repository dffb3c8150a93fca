import { inTransactionOn } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { liftSuspensions as queue } from "../../sql/queues/lift-suspensions.ts";
import { hasEndedSuspension, liftSuspensions } from "../../sql/users/suspensions.ts";
import { defineDaemonJob } from "./job.ts";
import type { Outcome } from "./job.ts";

const JOB = queue.name;
// Each row writes an audit event: half a second a batch, so that locks are short.
const BATCH = 500;

/** Lifts the suspensions whose end has passed; each is an event of this job in the user's history. */
export const liftSuspensionsJob = defineDaemonJob(queue, {
  schedule: { cron: "* * * * *", payload: {} },
  handle: async (_payload, { pool, log, signal }) => {
    const outcome = await withFence(pool, JOB, async (client): Promise<Outcome> => {
      const run = await inTransactionOn(client, "fs_worker", {}, async (tx) => {
        await closeAbandonedRuns(tx, JOB, null);
        // Nothing to do is no step, and leaves no row in job_runs.
        return (await hasEndedSuspension(tx)) ? startRun(tx, { job: JOB }) : undefined;
      });
      if (run === undefined) return "succeeded";
      const caller = {
        actor_kind: "job",
        actor_id: run,
        reason_code: "suspension-ended",
      } as const;
      let lifted = 0;
      let last = BATCH;
      while (last === BATCH && !signal.aborted) {
        last = await inTransactionOn(client, "fs_worker", caller, (tx) =>
          liftSuspensions(tx, BATCH),
        );
        lifted += last;
      }
      await inTransactionOn(client, "fs_worker", caller, (tx) =>
        finishRun(tx, run, "succeeded", { lifted }),
      );
      log.info({ lifted }, "suspensions lifted");
      return signal.aborted ? "returned" : "succeeded";
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});
