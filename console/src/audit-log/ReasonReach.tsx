import { Alert, Button } from "@mui/material";
import { useListContext, useLocale, useTranslate } from "react-admin";
import { momentText } from "../fields/moment.ts";

/** A search of reasons that did not look at all of them says how far back it went, and goes on from there. */
export function ReasonReach() {
  const translate = useTranslate();
  const locale = useLocale();
  const { filterValues, setFilters, meta, isPending } = useListContext();
  const reached = reachOf(meta);
  if (reached === undefined || isPending || typeof filterValues["q"] !== "string") return null;
  return (
    <Alert
      severity="info"
      variant="outlined"
      sx={{ margin: "12px 14px 4px" }}
      action={
        <Button color="inherit" onClick={() => setFilters({ ...filterValues, at_lt: reached })}>
          {translate("resources.audit-log.search_older")}
        </Button>
      }
    >
      {translate("resources.audit-log.reached", { moment: momentText(new Date(reached), locale) })}
    </Alert>
  );
}

function reachOf(meta: unknown): string | undefined {
  return typeof meta === "object" &&
    meta !== null &&
    "reached" in meta &&
    typeof meta.reached === "string"
    ? meta.reached
    : undefined;
}
