import type pg from "pg";
import { exportFileName } from "../../sql/artifacts/export-files.ts";
import {
  claimAuditExport,
  completeAuditExport,
  failAuditExport,
  joinFilter,
  updateAuditExportProgress,
} from "../../sql/audit-exports/queries.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import { finishRun } from "../../sql/job-runs/queries.ts";
import { exportAuditLog } from "../../sql/queues/export-audit-log.ts";
import { writeAuditArchive } from "./audit-archive.ts";
import { checkClaim, runExport, writeExportFile } from "./export-attempt.ts";
import type { Attempt } from "./export-attempt.ts";
import { auditExports } from "./export-kinds.ts";
import { defineDaemonJob } from "./job.ts";
import type { JobContext } from "./job.ts";

/** Builds the zip of one export of the audit trail. */
export const exportAuditLogJob = defineDaemonJob(exportAuditLog, {
  handle: ({ export_id }, context) =>
    runExport(auditExports, export_id, context, (client, attempt) =>
      build(client, attempt, context),
    ),
});

const MAY_NOT_READ = "who asked for it may no longer read the trail";

async function build(client: pg.PoolClient, attempt: Attempt, context: JobContext): Promise<void> {
  const { id, caller } = attempt;
  const claimed = await inTransactionOn(client, "fs_worker", caller, async (tx) => {
    const found = await claimAuditExport(tx, id);
    checkClaim(found, attempt);
    if (!found.may_read) {
      await failAuditExport(tx, attempt, MAY_NOT_READ);
      await finishRun(tx, attempt.run, "failed", { error: MAY_NOT_READ });
    }
    return found;
  });
  if (!claimed.may_read) return;
  const asked = { ...claimed, id, filter: joinFilter(claimed) };
  const archive = await writeExportFile(client, attempt, context, (tx, file) =>
    writeAuditArchive(
      tx,
      file,
      asked,
      context.signer,
      // A connection of its own: the snapshot's transaction commits nothing until the end.
      (progress) =>
        inTransaction(context.pool, "fs_worker", caller, (own) =>
          updateAuditExportProgress(own, attempt, progress),
        ),
      context.signal,
    ),
  );
  const { events, proofs, broken, bytes } = archive;
  await inTransactionOn(client, "fs_worker", caller, async (tx) => {
    const file_name = exportFileName(id);
    const { subject_id } = await completeAuditExport(tx, attempt, { ...archive, file_name });
    const details = {
      attempt: attempt.attempt,
      format: asked.format,
      events,
      proofs,
      broken,
      bytes,
      sha256: archive.sha256.toString("hex"),
    };
    await insertEvent(tx, {
      action: "export",
      resource: "audit-exports",
      resource_id: id,
      subject: subject_id,
      details,
    });
    await finishRun(tx, attempt.run, "succeeded", details);
  });
  context.metrics.exportRows.inc(events);
  context.log.info({ attempt: attempt.attempt, events, proofs, bytes }, "export is ready");
  // The hourly verification raises the alarm and says more; who exports should not be the only one to know.
  if (broken > 0) context.log.error({ broken }, "exported events are not what was sealed");
}
