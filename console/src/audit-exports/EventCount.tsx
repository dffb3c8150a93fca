import GppBadOutlinedIcon from "@mui/icons-material/GppBadOutlined";
import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { Absent } from "../fields/Moment.tsx";
import { isUnderWay } from "./is-under-way.ts";
import { withoutProof } from "./without-proof.ts";

/** How many events it holds, and how many of them are not what was sealed or not sealed yet. */
export function EventCount({ record }: { readonly record: AuditExport }) {
  const translate = useTranslate();
  if (isUnderWay(record) || record.status === "failed") return <Absent />;
  const { broken, unsealed, unknown } = withoutProof(record);
  const text = (key: string, smart_count: number) =>
    translate(`resources.audit-exports.${key}`, { smart_count });
  return (
    <>
      {record.events.toLocaleString()}
      {broken > 0 && (
        // Two lines: on one it would push the download out of a window of 1280.
        <Box
          sx={{ display: "flex", gap: "4px", maxWidth: 150, color: "error.main", fontWeight: 600 }}
        >
          <GppBadOutlinedIcon sx={{ fontSize: 18 }} />
          {text("broken_events", broken)}
        </Box>
      )}
      {unsealed + unknown > 0 && (
        <Box
          component="span"
          sx={{ display: "block", color: "text.secondary", whiteSpace: "nowrap" }}
        >
          {unsealed > 0 ? text("not_sealed_yet", unsealed) : text("without_proof", unknown)}
        </Box>
      )}
    </>
  );
}
