import { LinearProgress } from "@mui/material";
import { useLoading, useTranslate } from "react-admin";

/** A thin line under the bar while anything is being read or written. */
export function ActivityBar() {
  const loading = useLoading();
  const translate = useTranslate();
  if (!loading) return null;
  return (
    <LinearProgress
      aria-label={translate("app.loading")}
      sx={{ position: "fixed", top: 56, insetInline: 0, height: 2, zIndex: "appBar" }}
    />
  );
}
