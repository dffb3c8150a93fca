import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { HiddenText } from "../fields/HiddenText.tsx";
import { Moment } from "../fields/Moment.tsx";
import { ActionChip } from "./ActionChip.tsx";
import { ActorName } from "./ActorName.tsx";
import { ChangeValue } from "./ChangeValue.tsx";
import { EventGrounds } from "./EventGrounds.tsx";
import { groupReads } from "./group-reads.ts";
import { ProofMark } from "./ProofMark.tsx";
import { useFieldLabel } from "./use-field-label.ts";

/** More fields than this are counted: the whole event is one click away. */
const SHOWN_CHANGES = 4;
const SHOWN_EVENTS = 10;

/** Events as a short history, newest first: who, what, when, before and after. */
export function EventTimeline({ events }: { readonly events: readonly AuditEvent[] }) {
  return (
    <Box component="ol" sx={{ margin: 0, padding: 0, listStyle: "none" }}>
      {groupReads(events)
        .slice(0, SHOWN_EVENTS)
        .map(({ event, count }) => (
          <TimelineEvent key={event.id} event={event} count={count} />
        ))}
    </Box>
  );
}

type TimelineEventProps = { readonly event: AuditEvent; readonly count: number };

function TimelineEvent({ event, count }: TimelineEventProps) {
  const translate = useTranslate();
  const label = useFieldLabel();
  const created = event.action === "create";
  const changes = created ? [] : event.changes.slice(0, SHOWN_CHANGES);
  const more = created ? 0 : event.changes.length - changes.length;
  return (
    <Box
      component="li"
      sx={{
        padding: "9px 0",
        borderTop: "1px solid",
        borderColor: "divider",
        "&:first-of-type": { borderTop: 0, paddingTop: "2px" },
        "&:last-of-type": { paddingBottom: 0 },
      }}
    >
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 10px" }}>
        <ActionChip action={event.action} />
        <Box component="span" sx={{ color: "text.secondary" }}>
          {translate(`resources.audit-log.objects.${event.resource}`, { _: event.resource })}
        </Box>
        {count > 1 && (
          <Box component="span" sx={{ color: "text.secondary" }}>
            {translate("resources.audit-log.times", { smart_count: count })}
          </Box>
        )}
        <ActorName event={event} />
        <Box
          component="span"
          sx={{ color: "text.secondary", marginLeft: "auto", fontSize: "0.7813rem" }}
        >
          <ProofMark state={event.proof.state} /> <Moment value={event.at} />
        </Box>
      </Box>
      <EventGrounds event={event} />
      {changes.length > 0 && (
        <Box component="ul" sx={{ margin: "6px 0 0", padding: 0, listStyle: "none" }}>
          {changes.map(({ field, before, after, withheld }) => (
            <Box component="li" key={field} sx={{ fontSize: "0.8438rem", paddingBlock: "1px" }}>
              <Box component="span" sx={{ color: "text.secondary" }}>
                {label(event.resource, field)}:
              </Box>{" "}
              <ChangeValue value={before} withheld={withheld} /> <span aria-hidden>→</span>
              <HiddenText>{translate("resources.audit-log.became")}</HiddenText>{" "}
              <ChangeValue value={after} withheld={withheld} />
            </Box>
          ))}
        </Box>
      )}
      {more > 0 && (
        <Box sx={{ color: "text.secondary", fontSize: "0.7813rem", marginTop: "2px" }}>
          {translate("resources.audit-log.more_changes", { smart_count: more })}
        </Box>
      )}
    </Box>
  );
}
