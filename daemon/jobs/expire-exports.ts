import { EXPORT_LIFETIME_DAYS } from "../../sql/artifacts/export-attempt.ts";
import type { ExportStatus } from "../../sql/artifacts/export-attempt.ts";
import { exportFence } from "../../sql/artifacts/export-fence.ts";
import { parseExportFile } from "../../sql/artifacts/export-files.ts";
import { inTransaction, inTransactionOn } from "../../sql/database/transaction.ts";
import type { CallerContext, Transaction } from "../../sql/database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../sql/job-runs/fence.ts";
import { closeAbandonedRuns, finishRun, startRun } from "../../sql/job-runs/queries.ts";
import { expireExports } from "../../sql/queues/expire-exports.ts";
import { exportKinds } from "./export-kinds.ts";
import type { ExportKind } from "./export-kinds.ts";
import { defineDaemonJob } from "./job.ts";
import type { JobContext, Outcome } from "./job.ts";

const JOB = expireExports.name;
const AT_ONCE = 1_000;
const LIFETIME_MS = EXPORT_LIFETIME_DAYS * 24 * 3_600_000;

type DueExport = { readonly kind: ExportKind; readonly id: string };

/**
 * First closes the exports whose time is over, then deletes every file no export stands for: of those,
 * and of what a kill left between the two steps. A file is deleted because of what the database says
 * now, so any run may be cut off anywhere.
 */
export const expireExportsJob = defineDaemonJob(expireExports, {
  schedule: { cron: "*/10 * * * *", payload: {} },
  handle: async (_payload, context) => {
    const outcome = await withFence(context.pool, JOB, async (client): Promise<Outcome> => {
      const due = await inTransactionOn(client, "fs_worker", {}, selectDue);
      const strays = await findStrays(context, due);
      // Nothing to do is no step, and leaves no row in job_runs.
      if (due.length + strays.size === 0) return "succeeded";
      const run = await inTransactionOn(client, "fs_worker", {}, async (tx) => {
        await closeAbandonedRuns(tx, JOB, null);
        const detail = { due: due.length, strays: strays.size };
        return startRun(tx, { job: JOB, detail });
      });
      const caller: CallerContext = { actor_kind: "job", actor_id: run };
      let expired = 0;
      for (const one of due) {
        if (context.signal.aborted) break;
        if (await expire(context, caller, one)) expired += 1;
      }
      let removed = 0;
      for (const [name, id] of strays) {
        if (context.signal.aborted) break;
        if (await removeStray(context, name, id)) removed += 1;
      }
      await inTransactionOn(client, "fs_worker", caller, (tx) =>
        finishRun(tx, run, "succeeded", { expired, removed }),
      );
      context.log.info({ expired, removed }, "exports expired");
      return context.signal.aborted ? "returned" : "succeeded";
    });
    return outcome === HELD_ELSEWHERE ? "held" : outcome;
  },
});

async function selectDue(tx: Transaction): Promise<DueExport[]> {
  const due: DueExport[] = [];
  for (const kind of exportKinds) {
    for (const id of await kind.selectDue(tx, AT_ONCE)) due.push({ kind, id });
  }
  return due;
}

async function expire(
  { pool, store }: JobContext,
  caller: CallerContext,
  { kind, id }: DueExport,
): Promise<boolean> {
  const expired = await inTransaction(pool, "fs_worker", caller, (tx) => kind.expire(tx, id));
  if (expired === undefined) return false;
  await store.remove(expired.file_name);
  return true;
}

/** Files, by name, that belong to no export that is open or ready. */
async function findStrays(
  { pool, store }: JobContext,
  due: readonly DueExport[],
): Promise<Map<string, string>> {
  const expiring = new Set(due.map(({ id }) => id));
  const files = await store.list();
  const ids = new Set<string>();
  for (const { name } of files) {
    const file = parseExportFile(name);
    if (file !== undefined && !expiring.has(file.id)) ids.add(file.id);
  }
  if (ids.size === 0) return new Map();
  const statuses = await inTransaction(pool, "fs_worker", {}, (tx) => selectStatuses(tx, [...ids]));
  const strays = new Map<string, string>();
  for (const { name, at } of files) {
    const file = parseExportFile(name);
    if (file === undefined || !ids.has(file.id)) continue;
    if (!isWanted(file.attempt !== undefined, statuses.get(file.id), at)) strays.set(name, file.id);
  }
  return strays;
}

/** A file bears an id and not the kind of its export. */
async function selectStatuses(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ExportStatus>> {
  const statuses = new Map<string, ExportStatus>();
  for (const kind of exportKinds) {
    for (const [id, status] of await kind.selectStatuses(tx, ids)) statuses.set(id, status);
  }
  return statuses;
}

function isWanted(partial: boolean, status: ExportStatus | undefined, at: Date): boolean {
  // Unknown to this database: of another installation that shares the folder, or of before a restore.
  // Past an export's lifetime it may go, whosever it is.
  if (status === undefined) return Date.now() - at.getTime() < LIFETIME_MS;
  if (status === "queued" || status === "running") return true; // Its next attempt sweeps.
  return status === "ready" && !partial;
}

/** Looks again under the export's fence: meanwhile it may have been asked for anew. */
async function removeStray(
  { pool, store }: Pick<JobContext, "pool" | "store">,
  name: string,
  id: string,
): Promise<boolean> {
  const removed = await withFence(pool, exportFence(id), async (client) => {
    const statuses = await inTransactionOn(client, "fs_worker", {}, (tx) =>
      selectStatuses(tx, [id]),
    );
    const now = statuses.get(id);
    const partial = parseExportFile(name)?.attempt !== undefined;
    if (now !== undefined && isWanted(partial, now, new Date())) return false;
    return store.remove(name);
  });
  return removed === true;
}
