import { Button, Tooltip } from "@mui/material";
import type { ButtonProps } from "@mui/material";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import type { Can } from "../../../api/contracts/values.ts";
import { permission } from "./permission.ts";

type VerbButtonProps = Pick<ButtonProps, "color" | "variant" | "startIcon"> & {
  readonly can: Can | undefined;
  readonly verb: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

/**
 * The button of a verb. One that is not allowed stays where it is and says why. It is
 * `aria-disabled`, not `disabled`: it can then be focused, and its reason read, by keyboard.
 */
export function VerbButton({ can, verb, onClick, children, ...button }: VerbButtonProps) {
  const translate = useTranslate();
  const { allowed, reason } = permission(can, verb);
  if (allowed) {
    return (
      <Button variant="outlined" color="inherit" {...button} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip title={reason ?? translate("app.not_allowed")} describeChild>
      <Button
        variant="outlined"
        color="inherit"
        startIcon={button.startIcon}
        aria-disabled
        sx={{ opacity: 0.55, cursor: "not-allowed", "&:hover": { backgroundColor: "transparent" } }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
