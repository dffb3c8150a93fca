import type { AuditExport } from "../contracts/audit-exports.ts";
import { fetchRefusal, statusNow } from "../http/export-file.ts";
import { exportProgress } from "../../sql/audit-exports/export-progress.ts";
import { joinFilter } from "../../sql/audit-exports/queries.ts";
import type { AuditExportRow } from "../../sql/audit-exports/queries.ts";

/** An export as the API shows it. The address of the file stands only while it can be fetched. */
export function exportView(row: AuditExportRow): AuditExport {
  const status = statusNow(row);
  const refusal = fetchRefusal(status);
  return {
    id: row.id,
    format: row.format,
    filter: joinFilter(row),
    status,
    phase: row.phase,
    progress: exportProgress(row),
    events: row.events,
    events_total: row.events_total,
    proofs: row.proofs,
    broken: row.broken,
    snapshot_at: row.snapshot_at?.toISOString() ?? null,
    bytes: row.bytes,
    sha256: row.sha256?.toString("hex") ?? null,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    error: row.error,
    download_url: refusal === null ? `/api/audit-exports/${row.id}/download` : null,
    can: [{ verb: "download", allowed: refusal === null, reason: refusal }],
  };
}
