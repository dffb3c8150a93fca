import type { GdprRequest } from "../contracts/gdpr-requests.ts";
import { statusNow } from "../http/export-file.ts";
import { exportProgress } from "../../sql/gdpr-exports/export-progress.ts";
import type { GdprExportRow } from "../../sql/gdpr-exports/queries.ts";

type ExportView = NonNullable<GdprRequest["export"]>;

/** An export as the API shows it. The address of the file stands only while it can be fetched. */
export function exportView(row: GdprExportRow): ExportView {
  const status = statusNow(row);
  return {
    status,
    progress: exportProgress(row),
    rows: row.rows,
    bytes: row.bytes,
    tables_done: row.tables_done,
    tables_total: row.tables_total,
    current_table: row.current_table,
    expires_at: row.expires_at?.toISOString() ?? null,
    error: row.error,
    download_url: status === "ready" ? `/api/gdpr-requests/${row.request_id}/download` : null,
  };
}
