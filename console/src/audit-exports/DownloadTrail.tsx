import DownloadIcon from "@mui/icons-material/Download";
import { Button } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { DisabledVerb } from "../actions/DisabledVerb.tsx";
import { permission } from "../actions/permission.ts";
import { HiddenText } from "../fields/HiddenText.tsx";

/** A plain link, so that the browser streams the file to disk whatever its size. */
export function DownloadTrail({ record }: { readonly record: AuditExport }) {
  const translate = useTranslate();
  const { allowed, reason } = permission(record.can, "download");
  const label = translate("resources.audit-exports.download.action");
  if (!allowed || record.download_url === null) {
    return <DisabledVerb label={label} reason={reason} icon={<DownloadIcon />} variant="text" />;
  }
  const date = new Date(record.created_at).toLocaleString();
  return (
    <Button href={record.download_url} download startIcon={<DownloadIcon />}>
      <span aria-hidden>{label}</span>
      <HiddenText>{translate("resources.audit-exports.download.of", { date })}</HiddenText>
    </Button>
  );
}
