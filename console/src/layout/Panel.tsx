import { Box, Card, Skeleton, Typography } from "@mui/material";
import { useId } from "react";
import type { ReactNode } from "react";
import { ErrorNotice } from "./ErrorNotice.tsx";

type PanelProps = {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
  /** Tables and lists reach to the border of the card. */
  readonly flush?: boolean;
  readonly pending?: boolean;
  readonly error?: unknown;
};

/** A titled card: one subject of a page. It is a region, named by its title. */
export function Panel({ title, action, children, flush, pending, error }: PanelProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id}>
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          gap: "12px",
          minHeight: 46,
          padding: "6px 16px",
        }}
      >
        <Typography variant="h2" id={id} sx={{ flexGrow: 1 }}>
          {title}
        </Typography>
        {action}
      </Box>
      <Box sx={{ padding: flush ? "0 0 4px" : "2px 16px 16px" }}>
        {error ? (
          <Box sx={{ padding: flush ? "0 16px 12px" : 0 }}>
            <ErrorNotice error={error} />
          </Box>
        ) : pending ? (
          <Box sx={{ padding: flush ? "0 16px 12px" : 0 }}>
            <Skeleton width="80%" />
            <Skeleton width="60%" />
            <Skeleton width="70%" />
          </Box>
        ) : (
          children
        )}
      </Box>
    </Card>
  );
}

/** The quiet line of a panel that has nothing to show. */
export function PanelEmpty({ children }: { readonly children: ReactNode }) {
  return (
    <Typography variant="body2" sx={{ color: "text.secondary" }}>
      {children}
    </Typography>
  );
}
