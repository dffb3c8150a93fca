import { TablePagination } from "@mui/material";
import { useListContext, useTranslate } from "react-admin";

/** Where one is in the list. A total that is the planner's estimate says so. */
export function ListPager() {
  const { resource, page, perPage, total, meta, setPage, setPerPage, isPending, error } =
    useListContext();
  const translate = useTranslate();
  if (isPending || error || total === undefined || total === 0) return null;
  const estimated = isEstimated(meta);
  return (
    <TablePagination
      component="div"
      count={total}
      page={Math.min(page - 1, Math.max(0, Math.ceil(total / perPage) - 1))}
      rowsPerPage={perPage}
      rowsPerPageOptions={pageSizes(resource)}
      onPageChange={(_, next) => {
        setPage(next + 1);
        window.scrollTo({ top: 0 });
      }}
      onRowsPerPageChange={(event) => setPerPage(Number(event.target.value))}
      labelRowsPerPage={translate("app.list.rows_per_page")}
      labelDisplayedRows={({ from, to }) =>
        translate(estimated ? "app.list.range_estimated" : "app.list.range", {
          from: from.toLocaleString(),
          to: to.toLocaleString(),
          total: total.toLocaleString(),
        })
      }
      getItemAriaLabel={(kind) => translate(`app.list.${kind}_page`)}
      sx={{ borderTop: "1px solid", borderColor: "divider" }}
    />
  );
}

function isEstimated(meta: unknown): boolean {
  return (
    typeof meta === "object" && meta !== null && "estimated" in meta && meta.estimated === true
  );
}

/** The API reads at most 40 events at once (`pageLimit` in api/contracts/audit-log.ts). */
function pageSizes(resource: string): number[] {
  return resource === "audit-log" ? [10, 25, 40] : [10, 25, 50, 100];
}
