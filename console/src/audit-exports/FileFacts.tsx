import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { Moment } from "../fields/Moment.tsx";
import { sizeText } from "../gdpr-requests/size-text.ts";

/** What is fetched: format and size, and until when. */
export function FileFacts({ record }: { readonly record: AuditExport }) {
  const translate = useTranslate();
  const format = translate(`resources.audit-exports.formats.${record.format}`);
  return (
    <Box sx={{ whiteSpace: "nowrap" }}>
      {record.bytes === null ? format : `${format}, ${sizeText(record.bytes)}`}
      {record.status === "ready" && (
        <Box sx={{ color: "text.secondary" }}>
          {translate("resources.audit-exports.until")} <Moment value={record.expires_at} />
        </Box>
      )}
    </Box>
  );
}
