import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import { exportFence } from "../../sql/gdpr-exports/fence.ts";
import { selectResumableExports } from "../../sql/gdpr-exports/queries.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";
import { resumeExports } from "../../sql/queues/resume-exports.ts";
import { defineDaemonJob } from "./job.ts";

// More than anybody waits for at a time; the next minute takes the rest.
const AT_ONCE = 1_000;

/**
 * Puts exports back into the queue that nobody works on: after a kill the queue believes for half a
 * minute that they are being worked on. The fence knows at once, since it falls with the connection.
 */
export const resumeExportsJob = defineDaemonJob(resumeExports, {
  schedule: { cron: "* * * * *", payload: {} },
  handle: async (_payload, { pool, enqueuer, log, signal }) => {
    const candidates = await inTransaction(pool, "fs_worker", {}, (tx) =>
      selectResumableExports(tx, AT_ONCE),
    );
    for (const request_id of candidates) {
      if (signal.aborted) return "returned";
      const resumed = await withFence(pool, exportFence(request_id), (client) =>
        inTransactionOn(client, "fs_worker", {}, async (tx) => {
          // False: a job for it waits already.
          if (!(await exportPersonalData.enqueue(enqueuer, tx, { request_id }))) return false;
          const run = await startRun(tx, { job: resumeExports.name, target: request_id });
          return finishRun(tx, run, "succeeded");
        }),
      );
      if (resumed !== HELD_ELSEWHERE && resumed) log.info({ request_id }, "export resumed");
    }
    return "succeeded";
  },
});
