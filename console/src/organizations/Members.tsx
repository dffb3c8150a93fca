import {
  DataTable,
  ListBase,
  ResourceContextProvider,
  useListContext,
  useTranslate,
} from "react-admin";
import type { OrganizationMember } from "../../../api/contracts/organization-members.ts";
import { Moment } from "../fields/Moment.tsx";
import { PersonReference } from "../fields/PersonReference.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPager } from "../layout/ListPager.tsx";
import { Panel } from "../layout/Panel.tsx";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { MemberRole } from "./MemberRole.tsx";
import { RemoveMember } from "./RemoveMember.tsx";

export function Members({ organizationId }: { readonly organizationId: string }) {
  return (
    <ResourceContextProvider value="organization-members">
      <ListBase
        resource="organization-members"
        filter={{ organization_id: organizationId }}
        sort={{ field: "created_at", order: "DESC" }}
        perPage={25}
        exporter={false}
        disableSyncWithLocation
        storeKey={false}
        queryOptions={LIST_ROWS}
      >
        <MembersPanel />
      </ListBase>
    </ResourceContextProvider>
  );
}

function MembersPanel() {
  const translate = useTranslate();
  const { error } = useListContext();
  return (
    <Panel
      title={translate("resources.organization-members.name", { smart_count: 2 })}
      error={error}
      flush
    >
      <DataTable<OrganizationMember>
        rowClick={false}
        bulkActionButtons={false}
        empty={<ListEmpty />}
      >
        <DataTable.Col<OrganizationMember> source="user_id" disableSort sx={{ minWidth: 180 }}>
          <PersonReference />
        </DataTable.Col>
        <DataTable.Col<OrganizationMember>
          source="role"
          disableSort
          render={(member) => <MemberRole member={member} />}
        />
        <DataTable.Col<OrganizationMember>
          source="joined_at"
          disableSort
          render={(member) => <Moment value={member.joined_at} as="day" />}
        />
        <DataTable.Col<OrganizationMember>
          source="id"
          label={translate("resources.organization-members.actions")}
          disableSort
          align="right"
          render={(member) => <RemoveMember member={member} />}
        />
      </DataTable>
      <ListPager />
    </Panel>
  );
}
