import { Box } from "@mui/material";
import type { ReactNode } from "react";

export type Fact = { readonly label: string; readonly value: ReactNode; readonly wide?: boolean };

/** Labels and values as a definition list, in as many columns as fit. */
export function Facts({
  facts,
  width = 190,
}: {
  readonly facts: readonly Fact[];
  readonly width?: number;
}) {
  return (
    <Box
      component="dl"
      sx={{
        display: "grid",
        gridTemplateColumns: `repeat(auto-fill, minmax(min(${width}px, 100%), 1fr))`,
        gap: "14px 20px",
        margin: 0,
      }}
    >
      {facts.map(({ label, value, wide }) => (
        <Box key={label} sx={{ minWidth: 0, gridColumn: wide ? "1 / -1" : undefined }}>
          <Box component="dt" sx={{ color: "text.secondary", fontSize: "0.75rem" }}>
            {label}
          </Box>
          <Box
            component="dd"
            sx={{ margin: "1px 0 0", fontSize: "0.875rem", overflowWrap: "anywhere" }}
          >
            {value}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
