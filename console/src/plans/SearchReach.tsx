import { Alert, Button } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import { calendarDayText } from "../fields/moment.ts";

type SearchReachProps = {
  readonly meta: unknown;
  /** Searches on from a day. */
  readonly onOlder?: (day: string) => void;
};

/** A search that stopped before the oldest rows says so, and goes on from there. */
export function SearchReach({ meta, onOlder }: SearchReachProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const reached = reachOf(meta);
  if (reached === undefined) return null;
  return (
    <Alert
      severity="info"
      variant="outlined"
      action={
        onOlder && (
          <Button color="inherit" onClick={() => onOlder(reached)}>
            {translate("resources.users.plans.older")}
          </Button>
        )
      }
    >
      {translate("resources.users.plans.reached", { day: calendarDayText(reached, locale) })}
    </Alert>
  );
}

/** The day of `X-Search-Reached`. */
function reachOf(meta: unknown): string | undefined {
  return typeof meta === "object" &&
    meta !== null &&
    "reached" in meta &&
    typeof meta.reached === "string"
    ? meta.reached.slice(0, 10)
    : undefined;
}
