import { Box, Card, Typography } from "@mui/material";
import type { ReactNode } from "react";
import { ListBase, useListContext, useResourceContext, useTranslate } from "react-admin";
import type { SortPayload } from "react-admin";
import { listParamsKey } from "../providers/list-params.ts";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { statusOf } from "../providers/http.ts";
import { ErrorNotice } from "./ErrorNotice.tsx";
import { ListPager } from "./ListPager.tsx";
import { PageHeader } from "./PageHeader.tsx";
import { usePageTitle } from "./use-page-title.ts";

type ListPageProps = {
  readonly sort: SortPayload;
  readonly about: ReactNode;
  readonly filters?: ReactNode;
  /** What may be done with the list, beside its title; they see its filters. */
  readonly actions?: ReactNode;
  /** In force when the list has not been seen before. */
  readonly firstFilters?: Readonly<Record<string, unknown>>;
  /** What to do about a list the API refuses. */
  readonly refusedHint?: string;
  /** What is said about the list as a whole, above it. */
  readonly above?: ReactNode;
  /** The table. */
  readonly children: ReactNode;
};

/** A resource's list: title, filters, table, pager, and what stands there while it has no rows. */
export function ListPage(props: ListPageProps) {
  const { sort, about, filters, firstFilters, actions, above, refusedHint, children } = props;
  const translate = useTranslate();
  const resource = useResourceContext() ?? "";
  const title = translate(`resources.${resource}.name`, { smart_count: 2 });
  usePageTitle(title);
  return (
    <ListBase
      sort={sort}
      perPage={25}
      exporter={false}
      {...(firstFilters !== undefined && { filterDefaultValues: firstFilters })}
      // Filters hold ids of people and search terms: they stay out of address bar and history.
      disableSyncWithLocation
      // Kept in memory, so that the way back from a record finds the list as it was left.
      storeKey={listParamsKey(resource)}
      // A list that cannot be read says so in its own place; a notice beside it would repeat it.
      queryOptions={{ ...LIST_ROWS, onError: () => undefined }}
    >
      <PageHeader title={title} about={about} actions={actions} />
      {above}
      <ListCard filters={filters} refusedHint={refusedHint}>
        {children}
      </ListCard>
    </ListBase>
  );
}

type ListCardProps = Pick<ListPageProps, "filters" | "children"> & {
  readonly refusedHint: string | undefined;
};

function ListCard({ filters, refusedHint, children }: ListCardProps) {
  const translate = useTranslate();
  const { error, page, setPage, refetch, isPlaceholderData } = useListContext();
  // A page far behind is reached from one seen lately; asking for it again would not help.
  const tooDeep = page > 1 && statusOf(error) === 400;
  return (
    <Card>
      {filters !== undefined && (
        <Box
          component="search"
          sx={{
            display: "flex",
            flexWrap: "wrap",
            alignItems: "center",
            gap: "10px",
            padding: "12px 14px",
            borderBottom: "1px solid",
            borderColor: "divider",
          }}
        >
          {filters}
        </Box>
      )}
      {error ? (
        <Box sx={{ padding: "20px" }}>
          {refusedHint !== undefined && statusOf(error) === 403 ? (
            <Typography sx={{ color: "text.secondary", textAlign: "center", padding: "20px" }}>
              {refusedHint}
            </Typography>
          ) : (
            <ErrorNotice
              error={error}
              onRetry={() => (tooDeep ? setPage(1) : void refetch())}
              retryLabel={tooDeep ? translate("app.list.first_page") : undefined}
            />
          )}
        </Box>
      ) : (
        // The rows of the former search stay until the new ones are there, but cannot be taken for them.
        <Box
          aria-busy={isPlaceholderData}
          sx={isPlaceholderData ? { opacity: 0.45, pointerEvents: "none" } : {}}
        >
          {children}
        </Box>
      )}
      <ListPager />
    </Card>
  );
}
