import { exportFence } from "../../sql/artifacts/export-fence.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { resumeExports } from "../../sql/queues/resume-exports.ts";
import { exportKinds } from "./export-kinds.ts";
import type { ExportKind } from "./export-kinds.ts";
import { defineDaemonJob } from "./job.ts";
import type { JobContext } from "./job.ts";

// More than anybody waits for at a time; the next minute takes the rest.
const AT_ONCE = 1_000;

/**
 * Puts exports back into the queue that nobody works on: after a kill the queue believes for half a
 * minute that they are being worked on. The fence knows at once, since it falls with the connection.
 */
export const resumeExportsJob = defineDaemonJob(resumeExports, {
  schedule: { cron: "* * * * *", payload: {} },
  handle: async (_payload, context) => {
    for (const kind of exportKinds) {
      const candidates = await inTransaction(context.pool, "fs_worker", {}, (tx) =>
        kind.selectResumable(tx, AT_ONCE),
      );
      for (const id of candidates) {
        if (context.signal.aborted) return "returned";
        await resume(kind, id, context);
      }
    }
    return "succeeded";
  },
});

async function resume(
  kind: ExportKind,
  id: string,
  { pool, enqueuer, log }: JobContext,
): Promise<void> {
  const resumed = await withFence(pool, exportFence(id), (client) =>
    inTransactionOn(client, "fs_worker", {}, async (tx) => {
      // False: a job for it waits already.
      if (!(await kind.enqueue(enqueuer, tx, id))) return false;
      const run = await startRun(tx, { job: resumeExports.name, target: id });
      return finishRun(tx, run, "succeeded");
    }),
  );
  if (resumed !== HELD_ELSEWHERE && resumed) log.info({ export: id }, "export resumed");
}
