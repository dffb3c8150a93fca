import { Button, Tooltip } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";

type DisabledVerbProps = {
  readonly label: string;
  readonly reason: string | null;
  readonly icon: ReactNode;
  readonly variant?: "outlined" | "text" | undefined;
};

/**
 * A verb that is not allowed stays where it is and says why. It is `aria-disabled`, not `disabled`:
 * it can then be focused, and its reason read, by keyboard.
 */
export function DisabledVerb({ label, reason, icon, variant = "outlined" }: DisabledVerbProps) {
  const translate = useTranslate();
  return (
    <Tooltip title={reason ?? translate("app.not_allowed")} describeChild>
      <Button
        variant={variant}
        color="inherit"
        startIcon={icon}
        aria-disabled
        sx={{ opacity: 0.55, cursor: "not-allowed", "&:hover": { backgroundColor: "transparent" } }}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
