import { Alert, Box, Button, Typography } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import type { AuditTimeline } from "../../../api/contracts/audit-log.ts";
import { calendarDayText, momentText } from "../fields/moment.ts";
import { AccessEntry } from "./AccessEntry.tsx";
import { byDay } from "./by-day.ts";
import type { Bounds } from "./TimeBounds.tsx";

type AccessDaysProps = {
  readonly userId: string;
  readonly looked: boolean;
  readonly timeline: AuditTimeline;
  readonly range: Bounds;
  readonly onRange: (range: Bounds) => void;
};

/** Day by day who did how much; where not all could be counted, since when, and a way on. */
export function AccessDays({ userId, looked, timeline, range, onRange }: AccessDaysProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const { groups, events, reached } = timeline;
  const actors = new Set(groups.map(({ actor_kind, actor_id }) => `${actor_kind} ${actor_id}`));
  return (
    <Box sx={{ display: "grid", gap: "14px" }}>
      <Typography component="output" variant="body2" sx={{ color: "text.secondary" }}>
        {translate("resources.audit-log.access.events", { smart_count: events })}
        {" · "}
        {translate("resources.audit-log.access.actors", { smart_count: actors.size })}
      </Typography>
      {byDay(groups).map((day) => (
        <Box component="section" key={day.day} aria-label={calendarDayText(day.day, locale)}>
          <Typography
            variant="h3"
            sx={{ fontSize: "0.8125rem", fontWeight: 600, color: "text.secondary" }}
          >
            {calendarDayText(day.day, locale)} ·{" "}
            {translate("resources.audit-log.access.events", { smart_count: day.count })}
          </Typography>
          <Box component="ul" sx={{ margin: 0, padding: 0, listStyle: "none" }}>
            {day.groups.map((group) => (
              <AccessEntry key={group.id} userId={userId} looked={looked} group={group} />
            ))}
          </Box>
        </Box>
      ))}
      {reached !== null && (
        <Alert
          severity="info"
          variant="outlined"
          action={
            <Button color="inherit" onClick={() => onRange({ ...range, at_lt: reached })}>
              {translate("resources.audit-log.access.older")}
            </Button>
          }
        >
          {translate("resources.audit-log.access.reached", {
            moment: momentText(new Date(reached), locale),
          })}
        </Alert>
      )}
    </Box>
  );
}
