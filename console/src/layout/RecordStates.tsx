import { Box, Skeleton } from "@mui/material";
import type { ReactNode } from "react";
import { useShowContext, useTranslate } from "react-admin";
import { ErrorNotice } from "./ErrorNotice.tsx";

/** The page itself says that a record cannot be read: no notice beside it, and no way elsewhere. */
export const ERROR_IN_PLACE = { onError: () => undefined } as const;

/** What a record's page shows before there is a record, and when there is none to show. */
export function RecordStates({ children }: { readonly children: ReactNode }) {
  const { record, error, isPending, refetch } = useShowContext();
  if (record !== undefined) return children;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return isPending ? <RecordSkeleton /> : null;
}

export function RecordSkeleton() {
  const translate = useTranslate();
  return (
    <Box component="output" sx={{ display: "block" }} aria-label={translate("app.loading")}>
      <Skeleton width={280} height={44} />
      <Skeleton width={420} />
      <Skeleton variant="rounded" height={180} sx={{ marginTop: "20px" }} />
      <Skeleton variant="rounded" height={240} sx={{ marginTop: "16px" }} />
    </Box>
  );
}
