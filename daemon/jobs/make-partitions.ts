import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransactionOn } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { makePartitions } from "../../sql/partitions/queries.ts";
import { makePartitionsJob as queue } from "../../sql/queues/make-partitions.ts";
import { errorSummary } from "../../sql/process/log.ts";
import { defineDaemonJob } from "./job.ts";
import type { Outcome } from "./job.ts";

const JOB = queue.name;
const MONTHS_AHEAD = 3;

/**
 * Makes the next months' partitions, hourly and at boot. The only job that acts as the owner, on the
 * fenced connection alone; its runs are always recorded, since whether there is a step to take only
 * the taking tells.
 */
export const makePartitionsJob = defineDaemonJob(queue, {
  schedule: { cron: "7 * * * *", payload: {} },
  handle: async (_payload, { pool, log }) => {
    const outcome = await withFence(pool, JOB, async (client): Promise<Outcome> => {
      const run = await inTransactionOn(client, "fs_worker", {}, async (tx) => {
        await closeAbandonedRuns(tx, JOB, null);
        return startRun(tx, { job: JOB, detail: { months_ahead: MONTHS_AHEAD } });
      });
      const finish = (status: "succeeded" | "failed", detail: { [key: string]: string | number }) =>
        inTransactionOn(client, "fs_worker", {}, (tx) => finishRun(tx, run, status, detail));
      try {
        const caller = { actor_kind: "job", actor_id: run } as const;
        const made = await inTransactionOn(client, "futuresync_owner", caller, async (tx) => {
          const partitions = await makePartitions(tx, MONTHS_AHEAD);
          if (partitions.length > 0) {
            const names = partitions.map(({ partition_name }) => partition_name);
            await insertEvent(tx, { action: "make", resource: "partitions", details: { names } });
          }
          return partitions;
        });
        const names = made.map((partition) => partition.partition_name).join(", ");
        await finish("succeeded", { made: made.length, names });
        if (made.length > 0) log.info({ made: names }, "partitions made");
        return "succeeded";
      } catch (error) {
        await finish("failed", { error: errorSummary(error) });
        throw error;
      }
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});
