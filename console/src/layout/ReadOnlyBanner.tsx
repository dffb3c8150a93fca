import { Alert, Box } from "@mui/material";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslate } from "react-admin";
import { askForDatabase, readOnlyState } from "../providers/http.ts";

const ASK_AGAIN_MS = 3_000;

/** Says that changes and personal pages are not to be had, and goes away by itself when they are again. */
export function ReadOnlyBanner() {
  const translate = useTranslate();
  const readOnly = useSyncExternalStore(readOnlyState.subscribe, readOnlyState.isReadOnly);
  useEffect(() => {
    if (!readOnly) return undefined;
    const timer = setInterval(askForDatabase, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [readOnly]);
  return (
    // There before its words are: a live region that comes with them is not read out.
    <Box component="output" sx={{ display: "block" }}>
      {readOnly && (
        <Alert
          severity="warning"
          role="none"
          sx={{ borderRadius: 0, paddingInline: { xs: "16px", lg: "28px" } }}
        >
          {translate("app.read_only")}
        </Alert>
      )}
    </Box>
  );
}
