import { DataTable, useListContext, useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { Absent, Moment } from "../fields/Moment.tsx";
import { PersonReference } from "../fields/PersonReference.tsx";
import { RecordLink } from "../fields/RecordLink.tsx";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { FilterText } from "../layout/FilterText.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { ExportStatusChip } from "./ExportStatusChip.tsx";
import { ReceivedOn } from "./ReceivedOn.tsx";
import { RequestStateChip } from "./RequestStateChip.tsx";

/** The states a request can be in so far; the whole workflow brings the others. */
const STATES = ["received", "executing", "completed", "withdrawn"] as const;

export function RequestList() {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.gdpr-requests.${key}`);
  return (
    <ListPage
      sort={{ field: "created_at", order: "DESC" }}
      about={text("about")}
      filters={
        <>
          <FilterSelect
            source="state"
            label={text("fields.state")}
            choices={STATES.map((value) => ({ value, label: text(`states.${value}`) }))}
          />
          <FilterText
            source="user_id"
            label={text("fields.user_id")}
            placeholder={text("filter.id")}
            width={310}
          />
          <FilterText source="created_at_gte" type="date" label={text("filter.filed_from")} />
          <ClearFilters />
        </>
      }
    >
      <RequestTable />
    </ListPage>
  );
}

/** A range of dates goes with the order of its own column only. */
function RequestTable() {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const text = (key: string) => translate(`resources.gdpr-requests.${key}`);
  return (
    <DataTable<GdprRequest> rowClick="show" bulkActionButtons={false} empty={<ListEmpty />}>
      <DataTable.Col<GdprRequest>
        source="type"
        disableSort
        render={(request) => (
          <RecordLink to={`/gdpr-requests/${request.id}/show`}>
            {text(`types.${request.type}`)}
          </RecordLink>
        )}
      />
      <DataTable.Col<GdprRequest> source="user_id" disableSort sx={{ minWidth: 170 }}>
        <PersonReference />
      </DataTable.Col>
      <DataTable.Col<GdprRequest>
        source="state"
        disableSort
        render={(request) => <RequestStateChip state={request.state} />}
      />
      <DataTable.Col<GdprRequest>
        source="export"
        disableSort
        render={(request) =>
          request.export === null ? <Absent /> : <ExportStatusChip status={request.export.status} />
        }
      />
      <DataTable.Col<GdprRequest>
        source="received_on"
        disableSort={filterValues.created_at_gte !== undefined}
        sortByOrder="DESC"
        render={(request) => <ReceivedOn day={request.received_on} />}
      />
      <DataTable.Col<GdprRequest>
        source="channel"
        disableSort
        render={(request) => <>{text(`channels.${request.channel}`)}</>}
      />
      <DataTable.Col<GdprRequest>
        source="created_at"
        sortByOrder="DESC"
        render={(request) => <Moment value={request.created_at} as="ago" />}
      />
    </DataTable>
  );
}
