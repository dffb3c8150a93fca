import type pg from "pg";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import type { CallerContext } from "../../sql/database/transaction.ts";
import { exportFence } from "../../sql/gdpr-exports/fence.ts";
import { exportFileName, partialFileName } from "../../sql/gdpr-exports/files.ts";
import {
  claimExport,
  completeExport,
  failExport,
  returnExport,
  selectOptionalExportState,
  updateProgress,
} from "../../sql/gdpr-exports/queries.ts";
import type { AttemptKey } from "../../sql/gdpr-exports/queries.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { catalogueHash, exportQueries } from "../../sql/personal-data/export-queries.ts";
import type { ExportQuery } from "../../sql/personal-data/export-queries.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";
import { errorSummary } from "../../sql/process/log.ts";
import { writeArchive } from "./export-archive.ts";
import type { Archive } from "./export-archive.ts";
import { sweepExportFiles } from "./export-sweep.ts";
import { defineDaemonJob } from "./job.ts";
import type { JobContext, Outcome } from "./job.ts";

const JOB = exportPersonalData.name;
// An export may also be what kills the daemon: after so many attempts it is failed, for a person to look at.
const MAX_ATTEMPTS = 10;

/** One attempt: which it is, and who it is in the audit trail. */
type Attempt = AttemptKey & { readonly run: string; readonly caller: CallerContext };

/**
 * Builds the zip of one access request. Killed anywhere, it leaves an uncommitted file (partial, or
 * renamed already), or everything committed; the next attempt sweeps the former and begins again,
 * and finds nothing to do after the latter. So there is one file and one completed event.
 */
export const exportPersonalDataJob = defineDaemonJob(exportPersonalData, {
  concurrency: 2,
  handle: async ({ request_id }, context) => {
    const outcome = await withFence(context.pool, exportFence(request_id), async (client) => {
      const attempt = await begin(client, request_id);
      if (attempt === "settled") return "succeeded"; // A retry of what was done.
      await sweepExportFiles(context.store, request_id);
      if (attempt === "given up") return "succeeded";
      try {
        await build(client, attempt, context);
        return "succeeded";
      } catch (error) {
        return await settle(attempt, context, error);
      }
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});

/** Commits the intent, naming the attempt that follows. */
async function begin(
  client: pg.PoolClient,
  requestId: string,
): Promise<Attempt | "settled" | "given up"> {
  return inTransactionOn(client, "fs_worker", {}, async (tx) => {
    await closeAbandonedRuns(tx, JOB, requestId);
    const now = await selectOptionalExportState(tx, requestId);
    if (now?.status !== "queued" && now?.status !== "running") return "settled";
    if (now.attempt >= MAX_ATTEMPTS) {
      const key = { request_id: requestId, attempt: now.attempt };
      await failExport(tx, key, `given up: ${MAX_ATTEMPTS} attempts were ended from outside`);
      return "given up";
    }
    const attempt = now.attempt + 1;
    const run = await startRun(tx, { job: JOB, target: requestId, attempt });
    return { request_id: requestId, attempt, run, caller: { actor_kind: "job", actor_id: run } };
  });
}

async function build(client: pg.PoolClient, attempt: Attempt, context: JobContext): Promise<void> {
  const { request_id, caller } = attempt;
  const queries = exportQueries();
  const claimed = await inTransactionOn(client, "fs_worker", caller, (tx) =>
    claimExport(tx, request_id, queries.length),
  );
  if (claimed?.attempt !== attempt.attempt) {
    throw new Error("the fence of an export did not hold: another attempt claimed it");
  }
  const archive = await writeFile(client, attempt, claimed.user_id, queries, context);
  await inTransactionOn(client, "fs_worker", caller, async (tx) => {
    const file_name = exportFileName(request_id);
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
      resource_id: request_id,
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

/** Reads the person from one snapshot into the attempt's own file and gives it its final name. */
async function writeFile(
  client: pg.PoolClient,
  attempt: Attempt,
  userId: string,
  queries: readonly ExportQuery[],
  { pool, store, signal }: JobContext,
): Promise<Archive> {
  const partial = partialFileName(attempt.request_id, attempt.attempt);
  const file = await store.create(partial);
  try {
    const archive = await inTransactionOn(
      client,
      "fs_worker",
      attempt.caller,
      (tx) =>
        writeArchive(
          tx,
          file,
          { requestId: attempt.request_id, userId, catalogueHash: catalogueHash() },
          queries,
          // A connection of its own: the snapshot's transaction commits nothing until the end.
          (progress) =>
            inTransaction(pool, "fs_worker", attempt.caller, (own) =>
              updateProgress(own, attempt, progress),
            ),
          signal,
        ),
      { isolation: "repeatable read" },
    );
    await store.publish(file, partial, exportFileName(attempt.request_id));
    return archive;
  } catch (error) {
    await file.close().catch(() => undefined); // publish() may have closed it.
    await store.remove(partial);
    throw error;
  }
}

/**
 * After an attempt that did not get through: given back at shutdown, back to the queue after an
 * error, or failed after the last attempt. Each statement counts only while this attempt is the
 * running one; if the connection was lost while committing, the commit may have happened after all.
 */
async function settle(attempt: Attempt, context: JobContext, error: unknown): Promise<Outcome> {
  const { request_id } = attempt;
  const returned = context.signal.aborted;
  const summary = errorSummary(error);
  const last = !returned && attempt.attempt >= MAX_ATTEMPTS;
  if (!returned) {
    context.log.warn({ attempt: attempt.attempt, error }, "attempt failed");
  }
  await inTransaction(context.pool, "fs_worker", attempt.caller, async (tx) => {
    if (last) {
      await failExport(tx, attempt, `given up after ${MAX_ATTEMPTS} attempts: ${summary}`);
    } else if ((await returnExport(tx, attempt)) && returned) {
      // A job of its own instead of a retry of this one: another daemon takes it up at once.
      await exportPersonalData.enqueue(context.enqueuer, tx, { request_id });
    }
    await finishRun(tx, attempt.run, returned ? "skipped" : "failed", { error: summary });
  });
  if (last) await sweepExportFiles(context.store, request_id);
  if (returned) return "returned";
  throw error;
}
