import { AttemptSupersededError, EXPORT_LIFETIME_DAYS } from "../artifacts/export-attempt.ts";
import type { AttemptKey, ExportFile, ExportStatus } from "../artifacts/export-attempt.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const sql = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const INSERT = sql("insert-export");
const SELECT = sql("select-export");
const CLAIM = sql("claim-export");
const START_REQUEST = sql("start-request");
const PROGRESS = sql("update-progress");
const COMPLETE = sql("complete-export");
const COMPLETE_REQUEST = sql("complete-request");
const RETURN = sql("return-export");
const FAIL = sql("fail-export");
const EXPIRE = sql("expire-export");
const RESUMABLE = sql("select-resumable-exports");
const DUE = sql("select-due-exports");
const STATUSES = sql("select-export-statuses");
const SELECT_SEVERAL = sql("select-exports");
const OPEN = sql("select-open-export");
const LATEST = sql("select-latest-export");

/** Waits in the queue from now on. Throws 23505 on gdpr_exports_open_key when one is open. */
export async function insertExport(
  tx: Transaction,
  values: { readonly request_id: string; readonly user_id: string },
): Promise<void> {
  await tx.rows(INSERT, [values.request_id, values.user_id]);
}

/** Where an export stands and how many attempts it has had; undefined for an unknown request. */
export async function selectOptionalExportState(
  tx: Transaction,
  requestId: string,
): Promise<{ status: ExportStatus; attempt: number } | undefined> {
  return (await tx.rows<{ status: ExportStatus; attempt: number }>(SELECT, [requestId]))[0];
}

/** Begins an attempt, or undefined when nothing is owed (any more). Only under the fence. */
export async function claimExport(
  tx: Transaction,
  requestId: string,
  tablesTotal: number,
): Promise<{ user_id: string; attempt: number } | undefined> {
  const claimed = await tx.rows<{ user_id: string; attempt: number }>(CLAIM, [
    requestId,
    tablesTotal,
  ]);
  if (claimed[0] !== undefined) await tx.rows(START_REQUEST, [requestId]);
  return claimed[0];
}

/** Throws AttemptSupersededError when this attempt is no longer the running one. */
export async function updateProgress(
  tx: Transaction,
  key: AttemptKey,
  progress: {
    readonly tables_done: number;
    readonly current_table: string | null;
    readonly rows: number;
  },
): Promise<void> {
  const { tables_done, current_table, rows } = progress;
  const updated = await tx.rows(PROGRESS, [key.id, key.attempt, tables_done, current_table, rows]);
  if (updated.length === 0) throw new AttemptSupersededError();
}

/** The export is ready and its request completed; throws AttemptSupersededError as above. */
export async function completeExport(
  tx: Transaction,
  key: AttemptKey,
  file: ExportFile & { readonly rows: number },
): Promise<{ user_id: string }> {
  const completed = await tx.rows<{ user_id: string }>(COMPLETE, [
    key.id,
    key.attempt,
    file.rows,
    file.bytes,
    file.sha256,
    file.file_name,
    EXPORT_LIFETIME_DAYS,
  ]);
  if (completed[0] === undefined) throw new AttemptSupersededError();
  const request = await tx.rows(COMPLETE_REQUEST, [key.id]);
  if (request.length === 0) throw new AttemptSupersededError();
  return completed[0];
}

/** Back to the queue unfinished; false when the attempt had lost its claim anyway. */
export async function returnExport(tx: Transaction, key: AttemptKey): Promise<boolean> {
  return (await tx.rows(RETURN, [key.id, key.attempt])).length > 0;
}

/** Gives up for good; false when the attempt had lost its claim. `reason`: never a value of the person. */
export async function failExport(
  tx: Transaction,
  key: AttemptKey,
  reason: string,
): Promise<boolean> {
  const failed = await tx.rows(FAIL, [key.id, key.attempt, reason.slice(0, 500)]);
  return failed.length > 0;
}

/** Marks a due one as expired and answers its file, or undefined when it is not due (any more). */
export async function expireExport(
  tx: Transaction,
  requestId: string,
): Promise<{ user_id: string; file_name: string } | undefined> {
  return (await tx.rows<{ user_id: string; file_name: string }>(EXPIRE, [requestId]))[0];
}

/** Requests whose export somebody should be working on; whether somebody is, their fence tells. */
export async function selectResumableExports(tx: Transaction, limit: number): Promise<string[]> {
  const open = await tx.rows<{ request_id: string }>(RESUMABLE, [limit]);
  return open.map((row) => row.request_id);
}

export async function selectDueExports(tx: Transaction, limit: number): Promise<string[]> {
  const due = await tx.rows<{ request_id: string }>(DUE, [limit]);
  return due.map((row) => row.request_id);
}

export async function selectExportStatuses(
  tx: Transaction,
  requestIds: readonly string[],
): Promise<Map<string, ExportStatus>> {
  const found = await tx.rows<{ request_id: string; status: ExportStatus }>(STATUSES, [requestIds]);
  return new Map(found.map((row) => [row.request_id, row.status]));
}

export type GdprExportRow = {
  request_id: string;
  status: ExportStatus;
  tables_done: number;
  tables_total: number;
  current_table: string | null;
  rows: number;
  bytes: number | null;
  file_name: string | null;
  sha256: Buffer | null;
  expires_at: Date | null;
  error: string | null;
};

/** The exports of several requests, by request id. */
export async function selectGdprExports(
  tx: Transaction,
  requestIds: readonly string[],
): Promise<Map<string, GdprExportRow>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tx.rows<GdprExportRow>(SELECT_SEVERAL, [requestIds]);
  return new Map(rows.map((row) => [row.request_id, row]));
}

/** The request whose export is the person's latest, whatever came of it. */
export async function selectOptionalLatestExportRequest(
  tx: Transaction,
  userId: string,
): Promise<string | undefined> {
  return (await tx.rows<{ request_id: string }>(LATEST, [userId]))[0]?.request_id;
}

/** The request whose export waits or runs: there is at most one of a person. */
export async function selectOptionalOpenExport(
  tx: Transaction,
  userId: string,
): Promise<string | undefined> {
  return (await tx.rows<{ request_id: string }>(OPEN, [userId]))[0]?.request_id;
}
