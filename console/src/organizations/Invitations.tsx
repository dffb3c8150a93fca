import { DataTable, useTranslate } from "react-admin";
import type { OrganizationInvitation } from "../../../api/contracts/organization-invitations.ts";
import { Moment } from "../fields/Moment.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { InvitationStateChip } from "./InvitationStateChip.tsx";
import { OrganizationRows } from "./OrganizationRows.tsx";

/** To read: the organization's own administrators invite and revoke. */
export function Invitations({ organizationId }: { readonly organizationId: string }) {
  const translate = useTranslate();
  return (
    <OrganizationRows
      organizationId={organizationId}
      resource="organization-invitations"
      sort={{ field: "id", order: "DESC" }}
    >
      <DataTable<OrganizationInvitation>
        rowClick={false}
        bulkActionButtons={false}
        empty={<ListEmpty />}
      >
        <DataTable.Col<OrganizationInvitation>
          source="email"
          disableSort
          sx={{ minWidth: 180 }}
          render={({ email }) => <span title={translate("app.reveal.masked")}>{email}</span>}
        />
        <DataTable.Col<OrganizationInvitation>
          source="role"
          disableSort
          render={({ role }) => translate(`resources.organization-members.roles.${role}`)}
        />
        <DataTable.Col<OrganizationInvitation>
          source="state"
          disableSort
          render={({ state }) => <InvitationStateChip state={state} />}
        />
        <DataTable.Col<OrganizationInvitation>
          source="created_at"
          disableSort
          render={(invitation) => <Moment value={invitation.created_at} as="day" />}
        />
        <DataTable.Col<OrganizationInvitation>
          source="expires_at"
          disableSort
          render={(invitation) => <Moment value={invitation.expires_at} as="day" />}
        />
      </DataTable>
    </OrganizationRows>
  );
}
