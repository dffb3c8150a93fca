import { Box, Skeleton, TablePagination } from "@mui/material";
import { useState } from "react";
import type { ReactNode } from "react";
import { useGetList, useTranslate } from "react-admin";
import type { RaRecord } from "react-admin";
import { ErrorNotice } from "../layout/ErrorNotice.tsx";
import { PanelEmpty } from "../layout/Panel.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { PlanSearch } from "./PlanSearch.tsx";
import { SearchReach } from "./SearchReach.tsx";

const PER_PAGE = 10;

type PlanListProps<R> = {
  readonly resource: "visions" | "daily-actions";
  readonly userId: string;
  /** The column of time the rows come by, newest first. */
  readonly by: keyof R & string;
  readonly children: (record: R) => ReactNode;
};

/** A person's visions or actions, page by page, and the search among them. Each read is an audit event. */
export function PlanList<R extends RaRecord>({ resource, userId, by, children }: PlanListProps<R>) {
  const translate = useTranslate();
  const [asked, setAsked] = useState<{ q?: string; date_lte?: string }>({});
  const [page, setPage] = useState(1);
  const ask = (next: typeof asked) => {
    setAsked(next);
    setPage(1);
  };
  const { data, total, meta, error, isPending, refetch } = useGetList<R>(resource, {
    filter: { user_id: userId, ...asked },
    sort: { field: by, order: "DESC" },
    pagination: { page, perPage: PER_PAGE },
    ...LIST_ROWS,
  });
  const searched = asked.q !== undefined;
  return (
    <Box sx={{ display: "grid", gap: "10px", paddingTop: "12px" }}>
      <PlanSearch
        label={translate("resources.users.plans.search", {
          smart_count: resource === "visions" ? 1 : 2,
        })}
        onSearch={(q) => ask(q === "" ? {} : { q })}
      />
      {error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <Box aria-busy>
          <Skeleton width="80%" />
          <Skeleton width="60%" />
          <Skeleton width="70%" />
        </Box>
      ) : (
        <>
          {searched && (
            <Box component="output" sx={{ color: "text.secondary" }}>
              {total === 0
                ? translate("resources.users.plans.no_match")
                : translate("resources.users.plans.found", { total: total?.toLocaleString() })}
            </Box>
          )}
          {data?.length ? (
            <Box component="ul" sx={{ margin: 0, padding: 0, listStyle: "none" }}>
              {data.map(children)}
            </Box>
          ) : (
            !searched && <PanelEmpty>{translate("resources.users.plans.none")}</PanelEmpty>
          )}
          <SearchReach
            meta={meta}
            {...(resource === "daily-actions" && {
              onOlder: (date_lte: string) => ask({ ...asked, date_lte }),
            })}
          />
          {total !== undefined && total > PER_PAGE && (
            <TablePagination
              component="div"
              count={total}
              page={page - 1}
              rowsPerPage={PER_PAGE}
              rowsPerPageOptions={[PER_PAGE]}
              onPageChange={(_, next) => setPage(next + 1)}
              labelDisplayedRows={({ from, to, count }) =>
                translate("app.list.range", {
                  from: from.toLocaleString(),
                  to: to.toLocaleString(),
                  total: count.toLocaleString(),
                })
              }
              getItemAriaLabel={(kind) => translate(`app.list.${kind}_page`)}
              sx={{ borderTop: "1px solid", borderColor: "divider" }}
            />
          )}
        </>
      )}
    </Box>
  );
}
