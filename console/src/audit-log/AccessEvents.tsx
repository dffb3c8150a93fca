import { Box, Skeleton } from "@mui/material";
import { RecordContextProvider, useGetList, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { Moment } from "../fields/Moment.tsx";
import { ErrorNotice } from "../layout/ErrorNotice.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { ActionChip } from "./ActionChip.tsx";
import type { AccessGroup } from "./by-day.ts";
import { EventChanges } from "./EventChanges.tsx";

/** The cap of a page of the trail. */
const MOST = 36;

type AccessEventsProps = {
  readonly userId: string;
  readonly looked: boolean;
  readonly group: AccessGroup;
};

/** The events of one actor on one day, each with all that it says. */
export function AccessEvents({ userId, looked, group }: AccessEventsProps) {
  const translate = useTranslate();
  const { first_at, last_at, actor_id, actor_kind, count } = group;
  const { data, error, isPending } = useGetList<AuditEvent>("audit-log", {
    filter: {
      subject_id: userId,
      looked,
      at_gte: first_at,
      // Of the last one's millisecond, which has more in it than the answer tells.
      at_lt: new Date(Date.parse(last_at) + 1).toISOString(),
      ...(actor_id !== null && { actor_id }),
    },
    sort: { field: "at", order: "DESC" },
    pagination: { page: 1, perPage: MOST },
    ...LIST_ROWS,
  });
  if (error) return <ErrorNotice error={error} />;
  if (isPending) return <Skeleton width="70%" />;
  // Whoever has no id (the database itself) is told apart by kind alone.
  const events = data.filter(
    (event) => event.actor_kind === actor_kind && event.actor_id === actor_id,
  );
  return (
    <Box component="ol" sx={{ margin: "4px 0 0 30px", padding: 0, listStyle: "none" }}>
      {events.map((event) => (
        <Box component="li" key={event.id} sx={{ paddingTop: "8px" }}>
          <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 10px" }}>
            <ActionChip action={event.action} />
            <span>
              {translate(`resources.audit-log.objects.${event.resource}`, { _: event.resource })}
            </span>
            <Box
              component="span"
              sx={{ color: "text.secondary", marginLeft: "auto", fontSize: "0.7813rem" }}
            >
              <Moment value={event.at} />
            </Box>
          </Box>
          <RecordContextProvider value={event}>
            <EventChanges />
          </RecordContextProvider>
        </Box>
      ))}
      {count > events.length && (
        <Box component="li" sx={{ color: "text.secondary", fontSize: "0.7813rem" }}>
          {translate("resources.audit-log.access.more", { smart_count: count - events.length })}
        </Box>
      )}
    </Box>
  );
}
