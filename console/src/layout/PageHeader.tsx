import { Box, Typography } from "@mui/material";
import type { ReactNode } from "react";

type PageHeaderProps = {
  readonly title: ReactNode;
  /** One quiet line below the title. */
  readonly about?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
};

export function PageHeader({ title, about, lead, actions }: PageHeaderProps) {
  return (
    <Box
      component="header"
      sx={{
        display: "flex",
        flexWrap: "wrap",
        gap: "12px 16px",
        alignItems: "center",
        marginBottom: "18px",
      }}
    >
      {lead}
      <Box sx={{ flex: "1 1 300px", minWidth: 0 }}>
        <Typography variant="h1" sx={{ overflowWrap: "anywhere" }}>
          {title}
        </Typography>
        {about !== undefined && (
          <Box
            sx={{
              display: "flex",
              flexWrap: "wrap",
              alignItems: "center",
              gap: "4px 12px",
              marginTop: "3px",
              color: "text.secondary",
              fontSize: "0.8438rem",
            }}
          >
            {about}
          </Box>
        )}
      </Box>
      {actions !== undefined && (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: "8px" }}>{actions}</Box>
      )}
    </Box>
  );
}
