import { anchorSeals } from "../../sql/audit-seals/anchor.ts";
import { selectInstallationId } from "../../sql/audit-seals/queries.ts";
import { beginChain, sealEvents } from "../../sql/audit-seals/seal-events.ts";
import { inTransactionOn } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { sealAuditLog as queue } from "../../sql/queues/seal-audit-log.ts";
import { defineDaemonJob } from "./job.ts";
import type { Outcome } from "./job.ts";
import { warnOfWriter } from "./warn-of-writer.ts";

/** A schedule knows whole minutes: in between the run puts the next one into the queue. */
const PAUSE_SECONDS = 30;

/**
 * Seals the audit trail (sql/audit-seals/README.md). Before it signs anything it looks whether the ledger
 * agrees, and stops if not. Leaves no row in job_runs: the seal is the record, an empty interval too.
 */
export const sealAuditLogJob = defineDaemonJob(queue, {
  schedule: { cron: "* * * * *", payload: {} },
  handle: async (_payload, { pool, signer, ledger: openLedger, enqueuer, log, signal }) => {
    const outcome = await withFence(pool, queue.name, async (client): Promise<Outcome> => {
      const ledger = await openLedger(
        await inTransactionOn(client, "fs_worker", {}, selectInstallationId),
      );
      // What a kill between commit and append has left, first: nothing is signed on an unknown ground.
      await anchorSeals(client, ledger);
      if (await beginChain(client, signer)) await anchorSeals(client, ledger);
      const sealed = await sealEvents(client, signer, signal);
      await anchorSeals(client, ledger);
      log.debug(sealed, "sealed");
      await warnOfWriter(client, log);
      if (signal.aborted) return "returned";
      await inTransactionOn(client, "none", {}, (tx) =>
        queue.enqueue(enqueuer, tx, {}, PAUSE_SECONDS),
      );
      return "succeeded";
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});
