import { DataTable } from "react-admin";
import type { Team } from "../../../api/contracts/teams.ts";
import { Absent, Moment } from "../fields/Moment.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { OrganizationRows } from "./OrganizationRows.tsx";

/** To read: the organization's own administrators make and name their teams. */
export function Teams({ organizationId }: { readonly organizationId: string }) {
  return (
    <OrganizationRows
      organizationId={organizationId}
      resource="teams"
      sort={{ field: "name", order: "ASC" }}
    >
      <DataTable<Team> rowClick={false} bulkActionButtons={false} empty={<ListEmpty />}>
        <DataTable.Col<Team> source="name" disableSort sx={{ minWidth: 180 }} />
        <DataTable.Col<Team>
          source="description"
          disableSort
          render={(team) => team.description ?? <Absent />}
        />
        <DataTable.Col<Team>
          source="created_at"
          disableSort
          render={(team) => <Moment value={team.created_at} as="day" />}
        />
      </DataTable>
    </OrganizationRows>
  );
}
