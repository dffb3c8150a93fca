import { Box, Typography } from "@mui/material";
import { useListContext, useTranslate } from "react-admin";
import { ClearFilters } from "./ClearFilters.tsx";

type ListEmptyProps = {
  /** Why there may be none, instead of "as soon as there are any": the reader sees a part only. */
  readonly hint?: string | undefined;
};

/** A list without rows says whether there are none or whether the filters hide them. */
export function ListEmpty({ hint }: ListEmptyProps) {
  const translate = useTranslate();
  const { filterValues, resource } = useListContext();
  const filtered = Object.keys(filterValues).length > 0;
  return (
    <Box component="output" sx={{ display: "block", padding: "44px 24px", textAlign: "center" }}>
      <Typography variant="h2">
        {translate(filtered ? "app.list.no_match" : `resources.${resource}.empty`)}
      </Typography>
      <Typography variant="body2" sx={{ color: "text.secondary", margin: "4px 0 12px" }}>
        {hint ?? translate(filtered ? "app.list.no_match_hint" : "app.list.empty_hint")}
      </Typography>
      <ClearFilters />
    </Box>
  );
}
