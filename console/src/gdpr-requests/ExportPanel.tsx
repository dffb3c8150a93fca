import { Alert, Box, LinearProgress, Typography } from "@mui/material";
import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { Facts } from "../fields/Facts.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";
import { isUnderWay } from "./is-under-way.ts";
import { sizeText } from "./size-text.ts";
import { ExportStatusChip } from "./ExportStatusChip.tsx";

/** How far the export is, live while it runs, and what came of it. */
export function ExportPanel({ request }: { readonly request: GdprRequest }) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.gdpr-requests.export.${key}`);
  const result = request.export;
  if (result === null) {
    return (
      <Panel title={text("title")}>
        <PanelEmpty>{text("none")}</PanelEmpty>
      </Panel>
    );
  }
  const underWay = isUnderWay(request);
  return (
    <Panel title={text("title")} action={<ExportStatusChip status={result.status} />}>
      <Box sx={{ display: "grid", gap: "16px" }}>
        {underWay && (
          <Box>
            <Box sx={{ display: "flex", justifyContent: "space-between", marginBottom: "6px" }}>
              <Typography variant="body2" aria-live="polite">
                {result.status === "queued" || result.current_table === null
                  ? text("waiting")
                  : translate("resources.gdpr-requests.export.reading", {
                      table: result.current_table,
                    })}
              </Typography>
              <Typography variant="body2" sx={{ fontWeight: 650 }}>
                {result.progress} %
              </Typography>
            </Box>
            <LinearProgress
              aria-label={text("progress")}
              variant={result.status === "queued" ? "indeterminate" : "determinate"}
              {...(result.status === "running" && { value: result.progress })}
            />
          </Box>
        )}
        {result.status === "failed" && (
          <Alert severity="error" variant="outlined">
            {result.error ?? text("failed_unknown")}
          </Alert>
        )}
        {result.status === "expired" && (
          <Alert severity="info" variant="outlined">
            {text("expired_about")}
          </Alert>
        )}
        <Facts
          width={140}
          facts={[
            {
              label: text("tables"),
              value: `${result.tables_done.toLocaleString()} / ${result.tables_total.toLocaleString()}`,
            },
            { label: text("rows"), value: result.rows.toLocaleString() },
            {
              label: text("size"),
              value: result.bytes === null ? <Absent /> : sizeText(result.bytes),
            },
            { label: text("expires_at"), value: <Moment value={result.expires_at} /> },
          ]}
        />
      </Box>
    </Panel>
  );
}
