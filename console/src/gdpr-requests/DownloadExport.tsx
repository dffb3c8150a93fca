import DownloadIcon from "@mui/icons-material/Download";
import { Button } from "@mui/material";
import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { permission } from "../actions/permission.ts";
import { VerbButton } from "../actions/VerbButton.tsx";

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
  const why =
    reason ?? (url === null ? translate("resources.gdpr-requests.download.not_ready") : null);
  return (
    <VerbButton
      can={[{ verb: "download", allowed: false, reason: why }]}
      verb="download"
      startIcon={<DownloadIcon />}
      onClick={() => undefined}
    >
      {label}
    </VerbButton>
  );
}
