import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { useFieldLabel } from "./use-field-label.ts";

/** What was revealed, why it was done and by which ticket: one line, where there is any of it. */
export function EventGrounds({ event }: { readonly event: AuditEvent }) {
  const translate = useTranslate();
  const label = useFieldLabel();
  const field = revealedField(event);
  const grounds = [
    ...(field === undefined ? [] : [label(event.resource, field)]),
    ...(event.reason === null
      ? []
      : [`${translate("resources.audit-log.fields.reason")}: ${event.reason}`]),
    ...(event.ticket === null
      ? []
      : [`${translate("resources.audit-log.fields.ticket")}: ${event.ticket}`]),
    ...(event.erased
      ? [
          `${translate("resources.audit-log.erased.what")}: ${translate("resources.audit-log.erased.why")}`,
        ]
      : []),
  ];
  if (grounds.length === 0) return null;
  return (
    <Box sx={{ fontSize: "0.8438rem", marginTop: "4px", overflowWrap: "anywhere" }}>
      {grounds.join(" · ")}
    </Box>
  );
}

function revealedField({ action, details }: AuditEvent): string | undefined {
  if (action !== "reveal" || typeof details !== "object" || details === null) return undefined;
  return "field" in details && typeof details.field === "string" ? details.field : undefined;
}
