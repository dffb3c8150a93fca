import { Box, LinearProgress, Typography } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { ExportStatusChip } from "../gdpr-requests/ExportStatusChip.tsx";
import { isUnderWay } from "./is-under-way.ts";

/** How far an export is, live while it runs, and what came of it. */
export function ExportState({ record }: { readonly record: AuditExport }) {
  const translate = useTranslate();
  const phase = record.phase ?? "waiting";
  if (!isUnderWay(record)) {
    return (
      <>
        <ExportStatusChip status={record.status} />
        {record.status === "failed" && record.error !== null && (
          <Typography variant="body2" sx={{ color: "text.secondary", marginTop: "2px" }}>
            {record.error}
          </Typography>
        )}
      </>
    );
  }
  return (
    <Box sx={{ minWidth: 190 }}>
      <Box sx={{ display: "flex", justifyContent: "space-between", gap: "10px" }}>
        <Typography variant="body2" aria-live="polite">
          {translate(`resources.audit-exports.phases.${phase}`, {
            done: (phase === "proofs" ? record.proofs : record.events).toLocaleString(),
            total: record.events_total.toLocaleString(),
          })}
        </Typography>
        <Typography variant="body2" sx={{ fontWeight: 650, whiteSpace: "nowrap" }}>
          {record.progress} %
        </Typography>
      </Box>
      <LinearProgress
        aria-label={translate("resources.audit-exports.progress")}
        variant={record.progress === 0 ? "indeterminate" : "determinate"}
        {...(record.progress > 0 && { value: record.progress })}
      />
    </Box>
  );
}
