import type { AttemptKey, ExportStatus } from "../../sql/artifacts/export-attempt.ts";
import {
  expireAuditExport,
  failAuditExport,
  returnAuditExport,
  selectAuditExportStatuses,
  selectDueAuditExports,
  selectOptionalAuditExportState,
  selectResumableAuditExports,
} from "../../sql/audit-exports/queries.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import {
  expireExport,
  failExport,
  returnExport,
  selectDueExports,
  selectExportStatuses,
  selectOptionalExportState,
  selectResumableExports,
} from "../../sql/gdpr-exports/queries.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import { exportAuditLog } from "../../sql/queues/export-audit-log.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";

/**
 * One kind of export: what its table says of it and what is written there. Attempts, resuming, expiry
 * and files are the same for all (export-attempt.ts, resume-exports.ts, expire-exports.ts); ids are
 * unique over all kinds, and files and fences are named by them.
 */
export type ExportKind = {
  /** The job that builds it, which is also the name of its runs. */
  readonly job: string;
  /** False when a job for it waits already. */
  readonly enqueue: (
    enqueuer: Pick<Enqueuer, "send">,
    tx: Transaction,
    id: string,
  ) => Promise<boolean>;
  readonly selectState: (
    tx: Transaction,
    id: string,
  ) => Promise<{ status: ExportStatus; attempt: number } | undefined>;
  /** Back to the queue unfinished; false when the attempt had lost its claim anyway. */
  readonly giveBack: (tx: Transaction, key: AttemptKey) => Promise<boolean>;
  readonly fail: (tx: Transaction, key: AttemptKey, reason: string) => Promise<boolean>;
  readonly selectResumable: (tx: Transaction, limit: number) => Promise<string[]>;
  readonly selectDue: (tx: Transaction, limit: number) => Promise<string[]>;
  readonly selectStatuses: (
    tx: Transaction,
    ids: readonly string[],
  ) => Promise<Map<string, ExportStatus>>;
  /** Closes one whose time is over, with its event, and answers its file; undefined when it is not due. */
  readonly expire: (tx: Transaction, id: string) => Promise<{ file_name: string } | undefined>;
};

/** The copy of a person's data (sql/gdpr-exports), by the id of its request. */
export const personalDataExports: ExportKind = {
  job: exportPersonalData.name,
  enqueue: (enqueuer, tx, id) => exportPersonalData.enqueue(enqueuer, tx, { request_id: id }),
  selectState: selectOptionalExportState,
  giveBack: returnExport,
  fail: failExport,
  selectResumable: selectResumableExports,
  selectDue: selectDueExports,
  selectStatuses: selectExportStatuses,
  expire: async (tx, id) => {
    const expired = await expireExport(tx, id);
    if (expired === undefined) return undefined;
    await insertEvent(tx, {
      action: "expire",
      resource: "gdpr-requests",
      resource_id: id,
      subject: expired.user_id,
    });
    return expired;
  },
};

/** A part of the audit trail that a colleague asked for (sql/audit-exports). */
export const auditExports: ExportKind = {
  job: exportAuditLog.name,
  enqueue: (enqueuer, tx, id) => exportAuditLog.enqueue(enqueuer, tx, { export_id: id }),
  selectState: selectOptionalAuditExportState,
  giveBack: returnAuditExport,
  fail: failAuditExport,
  selectResumable: selectResumableAuditExports,
  selectDue: selectDueAuditExports,
  selectStatuses: selectAuditExportStatuses,
  expire: async (tx, id) => {
    const expired = await expireAuditExport(tx, id);
    if (expired === undefined) return undefined;
    await insertEvent(tx, {
      action: "expire",
      resource: "audit-exports",
      resource_id: id,
      subject: expired.subject_id,
    });
    return expired;
  },
};

/** THE list. */
export const exportKinds: readonly ExportKind[] = [personalDataExports, auditExports];
