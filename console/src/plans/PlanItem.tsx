import { Box } from "@mui/material";
import type { ReactNode } from "react";

type PlanItemProps = {
  readonly head: ReactNode;
  /** Short texts; what is false is not said. */
  readonly facts: readonly (string | false)[];
  readonly when: ReactNode;
  readonly children: ReactNode;
};

/** One vision or action in the list of a person's page. */
export function PlanItem({ head, facts, when, children }: PlanItemProps) {
  return (
    <Box
      component="li"
      sx={{
        padding: "8px 0",
        borderTop: "1px solid",
        borderColor: "divider",
        "&:first-of-type": { borderTop: 0 },
      }}
    >
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 12px" }}>
        {head}
        <Box component="span" sx={{ color: "text.secondary" }}>
          {facts.filter((fact) => fact !== false).join(" · ")}
        </Box>
        <Box
          component="span"
          sx={{ color: "text.secondary", marginLeft: "auto", fontSize: "0.7813rem" }}
        >
          {when}
        </Box>
      </Box>
      {children}
    </Box>
  );
}
