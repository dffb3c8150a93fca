import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import { IconButton } from "@mui/material";
import { useExpanded, useLocale, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { momentText } from "../fields/moment.ts";

/**
 * Opens a row. react-admin's own arrow is hidden from keyboards and screen readers, so this one
 * stands in its place; a page has 25 of them, so each names its event.
 */
export function ChangesToggle({ event }: { readonly event: AuditEvent }) {
  const translate = useTranslate();
  const locale = useLocale();
  const [expanded, toggle] = useExpanded("audit-log", event.id);
  return (
    <IconButton
      size="small"
      aria-expanded={expanded}
      aria-label={translate("resources.audit-log.of_event", {
        toggle: translate(
          expanded ? "resources.audit-log.hide_changes" : "resources.audit-log.show_changes",
        ),
        action: translate(`resources.audit-log.actions.${event.action}`, { _: event.action }),
        object: translate(`resources.audit-log.objects.${event.resource}`, { _: event.resource }),
        moment: momentText(new Date(event.at), locale),
      })}
      onClick={(click) => {
        click.stopPropagation();
        toggle();
      }}
      sx={{ padding: "3px", transform: expanded ? undefined : "rotate(-90deg)" }}
    >
      <ExpandMoreIcon fontSize="small" />
    </IconButton>
  );
}
