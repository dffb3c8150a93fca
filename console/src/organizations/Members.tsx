import { DataTable, useTranslate } from "react-admin";
import type { OrganizationMember } from "../../../api/contracts/organization-members.ts";
import { Moment } from "../fields/Moment.tsx";
import { PersonReference } from "../fields/PersonReference.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { MemberRole } from "./MemberRole.tsx";
import { OrganizationRows } from "./OrganizationRows.tsx";
import { RemoveMember } from "./RemoveMember.tsx";

export function Members({ organizationId }: { readonly organizationId: string }) {
  const translate = useTranslate();
  return (
    <OrganizationRows
      organizationId={organizationId}
      resource="organization-members"
      sort={{ field: "created_at", order: "DESC" }}
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
    </OrganizationRows>
  );
}
