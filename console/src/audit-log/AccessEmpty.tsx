import { Box, Button } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import { calendarDayText, momentText } from "../fields/moment.ts";
import { PanelEmpty } from "../layout/Panel.tsx";
import type { Bounds } from "./TimeBounds.tsx";
import { widened } from "./time-range.ts";

type AccessEmptyProps = {
  readonly looked: boolean;
  readonly range: Bounds;
  /** The newest event before the range. */
  readonly before: string | null;
  readonly onRange: (range: Bounds) => void;
};

/** Nobody did anything in the range: which range, what came before it, and a button that takes it in. */
export function AccessEmpty({ looked, range, before, onRange }: AccessEmptyProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const { at_gte, at_lt } = range;
  const who = translate(`resources.audit-log.access.nobody.${looked ? "looked" : "touched"}`);
  const day = (value: string) => calendarDayText(value.slice(0, 10), locale);
  const when =
    at_gte === undefined
      ? at_lt === undefined
        ? "ever"
        : "before"
      : at_lt === undefined
        ? "since"
        : "between";
  return (
    <Box component="output" sx={{ display: "grid", gap: "8px", justifyItems: "start" }}>
      <PanelEmpty>
        {who}{" "}
        {translate(`resources.audit-log.access.${when}`, {
          from: at_gte === undefined ? "" : day(at_gte),
          until: at_lt === undefined ? "" : day(at_lt),
        })}
      </PanelEmpty>
      {before !== null && (
        <>
          <PanelEmpty>
            {translate("resources.audit-log.newest_before", {
              moment: momentText(new Date(before), locale),
            })}
          </PanelEmpty>
          <Button variant="outlined" onClick={() => onRange(widened(range, before))}>
            {translate("resources.audit-log.widen")}
          </Button>
        </>
      )}
      {before === null && at_gte !== undefined && (
        <PanelEmpty>{translate("resources.audit-log.nothing_before")}</PanelEmpty>
      )}
    </Box>
  );
}
