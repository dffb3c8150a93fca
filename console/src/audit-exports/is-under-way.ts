import type { AuditExport } from "../../../api/contracts/audit-exports.ts";

/** Whether the export still moves, and the page should look again. */
export function isUnderWay({ status }: Pick<AuditExport, "status">): boolean {
  return status === "queued" || status === "running";
}
