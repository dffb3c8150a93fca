import DownloadIcon from "@mui/icons-material/Download";
import { Button } from "@mui/material";
import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { DisabledVerb } from "../actions/DisabledVerb.tsx";
import { permission } from "../actions/permission.ts";

/**
 * A plain link, so that the browser streams the file to disk whatever its size: fetched by script,
 * all of it would lie in memory first.
 */
export function DownloadExport({ request }: { readonly request: GdprRequest }) {
  const translate = useTranslate();
  const { allowed, reason } = permission(request.can, "download");
  const url = request.export?.download_url ?? null;
  const label = translate("resources.gdpr-requests.download.action");
  if (allowed && url !== null) {
    return (
      <Button href={url} download variant="contained" startIcon={<DownloadIcon />}>
        {label}
      </Button>
    );
  }
  const notReady = url === null ? translate("resources.gdpr-requests.download.not_ready") : null;
  return <DisabledVerb label={label} reason={reason ?? notReady} icon={<DownloadIcon />} />;
}
