import { Button } from "@mui/material";
import { useListContext, useTranslate } from "react-admin";

/** Back to the whole list; only there when something is filtered. */
export function ClearFilters() {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  if (Object.keys(filterValues).length === 0) return null;
  return (
    <Button color="inherit" onClick={() => setFilters({})} sx={{ color: "text.secondary" }}>
      {translate("app.list.clear_filters")}
    </Button>
  );
}
