import type pg from "pg";
import { exportFileName } from "../../sql/artifacts/export-files.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import { claimExport, completeExport, updateProgress } from "../../sql/gdpr-exports/queries.ts";
import { finishRun } from "../../sql/job-runs/queries.ts";
import { catalogueHash, exportQueries } from "../../sql/personal-data/export-queries.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";
import { writeArchive } from "./export-archive.ts";
import { checkClaim, runExport, writeExportFile } from "./export-attempt.ts";
import type { Attempt } from "./export-attempt.ts";
import { personalDataExports } from "./export-kinds.ts";
import { defineDaemonJob } from "./job.ts";
import type { JobContext } from "./job.ts";

/** Builds the zip of one access request. */
export const exportPersonalDataJob = defineDaemonJob(exportPersonalData, {
  concurrency: 2,
  handle: ({ request_id }, context) =>
    runExport(personalDataExports, request_id, context, (client, attempt) =>
      build(client, attempt, context),
    ),
});

async function build(client: pg.PoolClient, attempt: Attempt, context: JobContext): Promise<void> {
  const { id, caller } = attempt;
  const queries = exportQueries();
  const claimed = await inTransactionOn(client, "fs_worker", caller, (tx) =>
    claimExport(tx, id, queries.length),
  );
  checkClaim(claimed, attempt);
  const person = {
    requestId: id,
    userId: claimed.user_id,
    catalogueHash: catalogueHash(),
  };
  const archive = await writeExportFile(client, attempt, context, (tx, file) =>
    writeArchive(
      tx,
      file,
      person,
      queries,
      // A connection of its own: the snapshot's transaction commits nothing until the end.
      (progress) =>
        inTransaction(context.pool, "fs_worker", caller, (own) =>
          updateProgress(own, attempt, progress),
        ),
      context.signal,
    ),
  );
  await inTransactionOn(client, "fs_worker", caller, async (tx) => {
    const file_name = exportFileName(id);
    const { user_id } = await completeExport(tx, attempt, { ...archive, file_name });
    const details = {
      attempt: attempt.attempt,
      tables: archive.files.length,
      rows: archive.rows,
      bytes: archive.bytes,
      sha256: archive.sha256.toString("hex"),
    };
    await insertEvent(tx, {
      action: "export",
      resource: "gdpr-requests",
      resource_id: id,
      subject: user_id,
      details,
    });
    await finishRun(tx, attempt.run, "succeeded", details);
  });
  context.metrics.exportRows.inc(archive.rows);
  context.log.info(
    { attempt: attempt.attempt, rows: archive.rows, bytes: archive.bytes },
    "export is ready",
  );
}
