import { AttemptSupersededError, EXPORT_LIFETIME_DAYS } from "../artifacts/export-attempt.ts";
import type { AttemptKey, ExportFile, ExportStatus } from "../artifacts/export-attempt.ts";
import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const sql = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const INSERT = sql("insert-audit-export");
const STATE = sql("select-state");
const CLAIM = sql("claim-audit-export");
const PROGRESS = sql("update-progress");
const COMPLETE = sql("complete-audit-export");
const RETURN = sql("return-audit-export");
const FAIL = sql("fail-audit-export");
const EXPIRE = sql("expire-audit-export");
const DUE = sql("select-due");
const RESUMABLE = sql("select-resumable");
const STATUSES = sql("select-statuses");

const COLUMNS = [
  "id",
  "format",
  "filter",
  "subject_id",
  "actor_id",
  "status",
  "phase",
  "events_total",
  "events",
  "looked_at",
  "proofs",
  "broken",
  "snapshot_at",
  "bytes",
  "sha256",
  "ready_at",
  "expires_at",
  "error",
  "created_at",
] as const;

export type AuditExportFormat = "csv" | "ndjson";
/** `counting`: how many events there are; then the events are written, then their proofs. */
export type AuditExportPhase = "counting" | "events" | "proofs";

/** What an export holds, as the list of the trail filters: people stand apart from the rest. */
export type AuditExportFilter = {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly subject_id: string | null;
  readonly actor_id: string | null;
};

export type AuditExportRow = AuditExportFilter & {
  id: string;
  format: AuditExportFormat;
  status: ExportStatus;
  phase: AuditExportPhase | null;
  events_total: number;
  events: number;
  looked_at: number;
  proofs: number;
  /** Not what was sealed; null until it is ready, and of those made before they were counted. */
  broken: number | null;
  snapshot_at: Date | null;
  bytes: number | null;
  sha256: Buffer | null;
  ready_at: Date | null;
  expires_at: Date | null;
  error: string | null;
  created_at: Date;
};

/** The filter of the list, taken apart for the row. */
export function splitFilter(given: Readonly<Record<string, unknown>>): AuditExportFilter {
  const { subject_id, actor_id, ...filter } = given;
  return { filter, subject_id: idOrNull(subject_id), actor_id: idOrNull(actor_id) };
}

function idOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The same put together again. */
export function joinFilter(row: AuditExportFilter): Record<string, unknown> {
  return {
    ...row.filter,
    ...(row.subject_id !== null && { subject_id: row.subject_id }),
    ...(row.actor_id !== null && { actor_id: row.actor_id }),
  };
}

/** Waits in the queue from now on. Throws 23505 on audit_exports_open_key when one of theirs is open. */
export async function insertAuditExport(
  tx: Transaction,
  values: AuditExportFilter & {
    readonly staff_id: string;
    readonly format: AuditExportFormat;
  },
): Promise<string> {
  const { staff_id, format, filter, subject_id, actor_id } = values;
  const rows = await tx.rows<{ id: string }>(INSERT, [
    staff_id,
    format,
    filter,
    subject_id,
    actor_id,
  ]);
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING gave no row");
  return rows[0].id;
}

/** The reader's own: the policy of the table keeps back the others'. */
export async function selectAuditExports(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<AuditExportRow>> {
  return selectPage(tx, { ...request, from: "audit_exports", columns: COLUMNS }, totalLimit);
}

export async function selectOptionalAuditExport(
  tx: Transaction,
  id: string,
): Promise<AuditExportRow | undefined> {
  const page = await selectAuditExports(
    tx,
    { filter: { id }, sort: { field: "created_at", direction: "DESC" }, offset: 0, limit: 1 },
    1,
  );
  return page.rows[0];
}

export async function selectOptionalAuditExportState(
  tx: Transaction,
  id: string,
): Promise<{ status: ExportStatus; attempt: number } | undefined> {
  return (await tx.rows<{ status: ExportStatus; attempt: number }>(STATE, [id]))[0];
}

export type ClaimedAuditExport = AuditExportFilter & {
  readonly attempt: number;
  readonly staff_id: string;
  readonly role: string;
  readonly format: AuditExportFormat;
  readonly created_at: Date;
  /** Who asked is active and has the role still whose sight it is made with. */
  readonly may_read: boolean;
};

/** Begins an attempt, or undefined when nothing is owed (any more). Only under the fence. */
export async function claimAuditExport(
  tx: Transaction,
  id: string,
): Promise<ClaimedAuditExport | undefined> {
  return (await tx.rows<ClaimedAuditExport>(CLAIM, [id]))[0];
}

export type AuditExportProgress = {
  readonly phase: AuditExportPhase;
  readonly events_total: number;
  readonly events: number;
  readonly looked_at: number;
  readonly proofs: number;
};

/** Throws AttemptSupersededError when this attempt is no longer the running one. */
export async function updateAuditExportProgress(
  tx: Transaction,
  key: AttemptKey,
  progress: AuditExportProgress,
): Promise<void> {
  const updated = await tx.rows(PROGRESS, [
    key.id,
    key.attempt,
    progress.phase,
    progress.events_total,
    progress.events,
    progress.looked_at,
    progress.proofs,
  ]);
  if (updated.length === 0) throw new AttemptSupersededError();
}

/** The export is ready; throws AttemptSupersededError as above. */
export async function completeAuditExport(
  tx: Transaction,
  key: AttemptKey,
  file: ExportFile & {
    readonly events: number;
    readonly proofs: number;
    readonly broken: number;
    readonly snapshot_at: Date;
  },
): Promise<{ subject_id: string | null }> {
  const completed = await tx.rows<{ subject_id: string | null }>(COMPLETE, [
    key.id,
    key.attempt,
    file.events,
    file.proofs,
    file.snapshot_at,
    file.bytes,
    file.sha256,
    file.file_name,
    EXPORT_LIFETIME_DAYS,
    file.broken,
  ]);
  if (completed[0] === undefined) throw new AttemptSupersededError();
  return completed[0];
}

/** Back to the queue unfinished; false when the attempt had lost its claim anyway. */
export async function returnAuditExport(tx: Transaction, key: AttemptKey): Promise<boolean> {
  return (await tx.rows(RETURN, [key.id, key.attempt])).length > 0;
}

/** Gives up for good; false when the attempt had lost its claim. `reason`: never a value of a person. */
export async function failAuditExport(
  tx: Transaction,
  key: AttemptKey,
  reason: string,
): Promise<boolean> {
  return (await tx.rows(FAIL, [key.id, key.attempt, reason.slice(0, 500)])).length > 0;
}

/** Marks a due one as expired and answers its file, or undefined when it is not due (any more). */
export async function expireAuditExport(
  tx: Transaction,
  id: string,
): Promise<{ subject_id: string | null; file_name: string } | undefined> {
  return (await tx.rows<{ subject_id: string | null; file_name: string }>(EXPIRE, [id]))[0];
}

export async function selectDueAuditExports(tx: Transaction, limit: number): Promise<string[]> {
  return (await tx.rows<{ id: string }>(DUE, [limit])).map(({ id }) => id);
}

/** Exports somebody should be working on; whether somebody is, their fence tells. */
export async function selectResumableAuditExports(
  tx: Transaction,
  limit: number,
): Promise<string[]> {
  return (await tx.rows<{ id: string }>(RESUMABLE, [limit])).map(({ id }) => id);
}

export async function selectAuditExportStatuses(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ExportStatus>> {
  const found = await tx.rows<{ id: string; status: ExportStatus }>(STATUSES, [ids]);
  return new Map(found.map(({ id, status }) => [id, status]));
}
