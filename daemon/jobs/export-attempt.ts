import type { FileHandle } from "node:fs/promises";
import type pg from "pg";
import type { AttemptKey } from "../../sql/artifacts/export-attempt.ts";
import { exportFence } from "../../sql/artifacts/export-fence.ts";
import { exportFileName, partialFileName } from "../../sql/artifacts/export-files.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import type { CallerContext, Transaction } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { errorSummary } from "../../sql/process/log.ts";
import type { ExportKind } from "./export-kinds.ts";
import { sweepExportFiles } from "./export-sweep.ts";
import type { JobContext, Outcome } from "./job.ts";

// An export may also be what kills the daemon: after so many attempts it is failed, for a person to look at.
const MAX_ATTEMPTS = 10;

/** One attempt: which it is, and who it is in the audit trail. */
export type Attempt = AttemptKey & { readonly run: string; readonly caller: CallerContext };

/**
 * Builds one export under its fence. Killed anywhere, it leaves an uncommitted file (partial, or
 * renamed already), or everything committed; the next attempt sweeps the former and begins again,
 * and finds nothing to do after the latter. So there is one file and one completed event.
 */
export async function runExport(
  kind: ExportKind,
  id: string,
  context: JobContext,
  build: (client: pg.PoolClient, attempt: Attempt) => Promise<void>,
): Promise<Outcome> {
  const outcome = await withFence(context.pool, exportFence(id), async (client) => {
    const attempt = await begin(kind, client, id);
    if (attempt === "settled") return "succeeded"; // A retry of what was done.
    await sweepExportFiles(context.store, id);
    if (attempt === "given up") return "succeeded";
    try {
      await build(client, attempt);
      return "succeeded";
    } catch (error) {
      return await settle(kind, attempt, context, error);
    }
  });
  return outcome === HELD_ELSEWHERE ? "held" : outcome;
}

/** Commits the intent, naming the attempt that follows. */
async function begin(
  kind: ExportKind,
  client: pg.PoolClient,
  id: string,
): Promise<Attempt | "settled" | "given up"> {
  return inTransactionOn(client, "fs_worker", {}, async (tx) => {
    await closeAbandonedRuns(tx, kind.job, id);
    const now = await kind.selectState(tx, id);
    if (now?.status !== "queued" && now?.status !== "running") return "settled";
    if (now.attempt >= MAX_ATTEMPTS) {
      const key = { id, attempt: now.attempt };
      await kind.fail(tx, key, `given up: ${MAX_ATTEMPTS} attempts were ended from outside`);
      return "given up";
    }
    const attempt = now.attempt + 1;
    const run = await startRun(tx, { job: kind.job, target: id, attempt });
    return { id, attempt, run, caller: { actor_kind: "job", actor_id: run } };
  });
}

/** The claim must be of this attempt: the fence lets nobody else in. */
export function checkClaim<C extends { readonly attempt: number }>(
  claimed: C | undefined,
  { attempt }: Attempt,
): asserts claimed is C {
  if (claimed?.attempt !== attempt) {
    throw new Error("the fence of an export did not hold: another attempt claimed it");
  }
}

/** Fills the attempt's own file from one snapshot and gives it its final name. */
export async function writeExportFile<T>(
  client: pg.PoolClient,
  attempt: Attempt,
  { store }: JobContext,
  fill: (tx: Transaction, file: FileHandle) => Promise<T>,
): Promise<T> {
  const partial = partialFileName(attempt.id, attempt.attempt);
  const file = await store.create(partial);
  try {
    const filled = await inTransactionOn(
      client,
      "fs_worker",
      attempt.caller,
      (tx) => fill(tx, file),
      { isolation: "repeatable read" },
    );
    await store.publish(file, partial, exportFileName(attempt.id));
    return filled;
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
async function settle(
  kind: ExportKind,
  attempt: Attempt,
  context: JobContext,
  error: unknown,
): Promise<Outcome> {
  const returned = context.signal.aborted;
  const summary = errorSummary(error);
  const last = !returned && attempt.attempt >= MAX_ATTEMPTS;
  if (!returned) {
    context.log.warn({ attempt: attempt.attempt, error }, "attempt failed");
  }
  await inTransaction(context.pool, "fs_worker", attempt.caller, async (tx) => {
    if (last) {
      await kind.fail(tx, attempt, `given up after ${MAX_ATTEMPTS} attempts: ${summary}`);
    } else if ((await kind.giveBack(tx, attempt)) && returned) {
      // A job of its own instead of a retry of this one: another daemon takes it up at once.
      await kind.enqueue(context.enqueuer, tx, attempt.id);
    }
    await finishRun(tx, attempt.run, returned ? "skipped" : "failed", { error: summary });
  });
  if (last) await sweepExportFiles(context.store, attempt.id);
  if (returned) return "returned";
  throw error;
}
