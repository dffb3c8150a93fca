import { Button } from "@mui/material";
import type { ReactNode } from "react";
import { DisabledVerb } from "./DisabledVerb.tsx";

type VerbButtonProps = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly allowed: boolean;
  /** Why it is not allowed; null: the role may not. */
  readonly reason: string | null;
  readonly variant?: "outlined" | "text";
  readonly onClick: () => void;
};

/** The button of a verb: as it is when allowed, disabled with the reason when not. */
export function VerbButton({ label, icon, allowed, reason, variant, onClick }: VerbButtonProps) {
  if (!allowed) return <DisabledVerb label={label} reason={reason} icon={icon} variant={variant} />;
  return (
    <Button variant={variant ?? "outlined"} color="inherit" startIcon={icon} onClick={onClick}>
      {label}
    </Button>
  );
}
