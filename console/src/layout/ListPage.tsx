import { Box, Card } from "@mui/material";
import type { ReactNode } from "react";
import { ListBase, useListContext, useResourceContext, useTranslate } from "react-admin";
import type { FilterPayload, SortPayload } from "react-admin";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { ErrorNotice } from "./ErrorNotice.tsx";
import { ListPager } from "./ListPager.tsx";
import { PageHeader } from "./PageHeader.tsx";
import { usePageTitle } from "./use-page-title.ts";

type ListPageProps = {
  readonly sort: SortPayload;
  readonly about: string;
  readonly filters: ReactNode;
  readonly filter?: FilterPayload;
  /** The table. */
  readonly children: ReactNode;
};

/** A resource's list: title, filters, table, pager, and what stands there while it has no rows. */
export function ListPage({ sort, about, filters, filter, children }: ListPageProps) {
  const translate = useTranslate();
  const resource = useResourceContext();
  const title = translate(`resources.${resource}.name`, { smart_count: 2 });
  usePageTitle(title);
  return (
    <ListBase
      sort={sort}
      perPage={25}
      exporter={false}
      // Filters hold ids of people and search terms: they stay out of address bar and history.
      disableSyncWithLocation
      queryOptions={LIST_ROWS}
      {...(filter && { filter })}
    >
      <PageHeader title={title} about={about} />
      <ListCard filters={filters}>{children}</ListCard>
    </ListBase>
  );
}

function ListCard({ filters, children }: Pick<ListPageProps, "filters" | "children">) {
  const { error, refetch } = useListContext();
  return (
    <Card>
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
      {error ? (
        <Box sx={{ padding: "20px" }}>
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        children
      )}
      <ListPager />
    </Card>
  );
}
