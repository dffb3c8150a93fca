import { useEffect } from "react";
import { DataTable, Link, useListContext, useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { Moment } from "../fields/Moment.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { DownloadTrail } from "./DownloadTrail.tsx";
import { EventCount } from "./EventCount.tsx";
import { ExportState } from "./ExportState.tsx";
import { FileFacts } from "./FileFacts.tsx";
import { FilterFacts } from "./FilterFacts.tsx";
import { isUnderWay } from "./is-under-way.ts";

/** Often enough to look alive, seldom enough for an export of minutes. */
const POLL_MS = 1_500;

/** One's own exports of the trail, the newest first. */
export function ExportList() {
  const translate = useTranslate();
  return (
    <ListPage
      sort={{ field: "created_at", order: "DESC" }}
      about={
        <>
          {translate("resources.audit-exports.about")}{" "}
          <Link to="/audit-log">{translate("resources.audit-exports.to_log")}</Link>
        </>
      }
    >
      <ExportTable />
    </ListPage>
  );
}

function ExportTable() {
  useLiveRows();
  return (
    <DataTable<AuditExport> rowClick={false} bulkActionButtons={false} empty={<ListEmpty />}>
      <DataTable.Col<AuditExport>
        source="created_at"
        sortByOrder="DESC"
        render={(record) => <Moment value={record.created_at} />}
      />
      <DataTable.Col<AuditExport>
        source="filter"
        disableSort
        sx={{ minWidth: 170 }}
        render={(record) => <FilterFacts filter={record.filter} dense />}
      />
      <DataTable.Col<AuditExport>
        source="events"
        disableSort
        render={(record) => <EventCount record={record} />}
      />
      <DataTable.Col<AuditExport>
        source="format"
        disableSort
        render={(record) => <FileFacts record={record} />}
      />
      <DataTable.Col<AuditExport>
        source="status"
        disableSort
        render={(record) => <ExportState record={record} />}
      />
      <DataTable.Col<AuditExport>
        source="download"
        disableSort
        render={(record) => <DownloadTrail record={record} />}
      />
    </DataTable>
  );
}

/** Reads the list again while one of its exports moves: that shows nothing of the trail, and is no event. */
function useLiveRows() {
  const { data, refetch } = useListContext<AuditExport>();
  const moves = data?.some(isUnderWay) === true;
  useEffect(() => {
    if (!moves) return undefined;
    const timer = setInterval(() => void refetch(), POLL_MS);
    return () => clearInterval(timer);
  }, [moves, refetch]);
}
