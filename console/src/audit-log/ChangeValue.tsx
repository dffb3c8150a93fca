import { Box } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import { MONOSPACE } from "../theme/themes.ts";
import { changeValue } from "./change-value.ts";

type ChangeValueProps = {
  readonly value: unknown;
  /** Why the value is not there: kept nowhere (a secret), or erased with the person. */
  readonly withheld?: string | null | undefined;
};

export function ChangeValue({ value, withheld }: ChangeValueProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const words = { yes: translate("app.yes"), no: translate("app.no") };
  const shown = changeValue(value, locale, words);
  if (shown === null) {
    return (
      <Box component="span" sx={{ color: "text.secondary", fontStyle: "italic" }}>
        {translate(
          withheld ? `resources.audit-log.withheld.${withheld}` : "resources.audit-log.no_value",
          { _: withheld ?? "" },
        )}
      </Box>
    );
  }
  return (
    <Box
      component={shown.code ? "code" : "span"}
      sx={{
        overflowWrap: "anywhere",
        whiteSpace: "pre-wrap",
        ...(shown.code && { fontFamily: MONOSPACE, fontSize: "0.7813rem" }),
      }}
    >
      {shown.text}
    </Box>
  );
}
