import type { Transaction } from "../database/transaction.ts";
import type { Enqueuer } from "../queues/boss.ts";
import { exportAuditLog } from "../queues/export-audit-log.ts";
import { insertAuditExport, splitFilter } from "./queries.ts";
import type { AuditExportFormat } from "./queries.ts";

/**
 * Asks for an export of the trail: its row, the event of that and the job, in the caller's transaction.
 * Throws 23505 on audit_exports_open_key when one of the same colleague is open. `filter` as the list
 * takes it, parsed.
 */
export async function requestAuditExport(
  tx: Transaction,
  enqueuer: Pick<Enqueuer, "send">,
  values: {
    readonly staff_id: string;
    readonly format: AuditExportFormat;
    readonly filter: Readonly<Record<string, unknown>>;
  },
): Promise<string> {
  const { filter, ...asked } = values;
  const export_id = await insertAuditExport(tx, { ...asked, ...splitFilter(filter) });
  await exportAuditLog.enqueue(enqueuer, tx, { export_id });
  return export_id;
}
