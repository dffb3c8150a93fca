import { Box, Button, Typography } from "@mui/material";
import { useGetList, useListContext, useLocale, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { calendarDayText, dayText, momentText } from "../fields/moment.ts";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { widened } from "./time-range.ts";
import { usePartOfTrail } from "./use-part-of-trail.ts";

/** A range without events says which, and what the newest event before it is; other filters stay. */
export function EventsEmpty() {
  const { filterValues } = useListContext();
  const translate = useTranslate();
  const part = usePartOfTrail();
  const from: unknown = filterValues["at_gte"];
  // What was searched for is not searched for once more: each search is an event.
  if (typeof from !== "string" || typeof filterValues["q"] === "string") {
    return (
      <ListEmpty
        hint={part === undefined ? undefined : translate(`resources.audit-log.part.${part}`)}
      />
    );
  }
  return <RangeEmpty from={from} />;
}

function RangeEmpty({ from }: { readonly from: string }) {
  const translate = useTranslate();
  const locale = useLocale();
  const { filterValues, setFilters } = useListContext();
  const { at_gte: _, at_lt: until, ...others } = filterValues;
  const { data } = useGetList<AuditEvent>("audit-log", {
    filter: { ...others, at_lt: from },
    sort: { field: "at", order: "DESC" },
    pagination: { page: 1, perPage: 1 },
    ...LIST_ROWS,
  });
  const newest = data?.[0];
  const day = (value: string) =>
    value.length === 10 ? calendarDayText(value, locale) : dayText(new Date(value), locale);
  return (
    <Box component="output" sx={{ display: "block", padding: "44px 24px", textAlign: "center" }}>
      <Typography variant="h2">
        {typeof until === "string"
          ? translate("resources.audit-log.nothing_between", { from: day(from), until: day(until) })
          : translate("resources.audit-log.nothing_since", { from: day(from) })}
      </Typography>
      <Typography variant="body2" sx={{ color: "text.secondary", margin: "4px 0 12px" }}>
        {data !== undefined &&
          (newest === undefined
            ? translate("resources.audit-log.nothing_before")
            : translate("resources.audit-log.newest_before", {
                moment: momentText(new Date(newest.at), locale),
              }))}
      </Typography>
      {newest !== undefined && (
        <Button variant="outlined" onClick={() => setFilters(widened(filterValues, newest.at))}>
          {translate("resources.audit-log.widen")}
        </Button>
      )}
    </Box>
  );
}
