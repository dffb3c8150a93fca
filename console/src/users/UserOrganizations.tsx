import { Box } from "@mui/material";
import { Link, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { Moment } from "../fields/Moment.tsx";
import { Panel, PanelEmpty } from "../layout/Panel.tsx";

type UserOrganizationsProps = { readonly organizations: UserDetail["organizations"] };

export function UserOrganizations({ organizations }: UserOrganizationsProps) {
  const translate = useTranslate();
  return (
    <Panel title={translate("resources.organizations.name", { smart_count: 2 })}>
      {organizations.length === 0 ? (
        <PanelEmpty>{translate("resources.users.no_organizations")}</PanelEmpty>
      ) : (
        <Box
          component="ul"
          sx={{ display: "grid", gap: "10px", margin: 0, padding: 0, listStyle: "none" }}
        >
          {organizations.map((organization) => (
            <li key={organization.id}>
              <Link to={`/organizations/${organization.id}/show`} sx={{ fontWeight: 600 }}>
                {organization.name}
              </Link>
              <Box sx={{ color: "text.secondary", fontSize: "0.7813rem" }}>
                {translate(`resources.organization-members.roles.${organization.role}`)} ·{" "}
                {translate("resources.users.joined")}{" "}
                <Moment value={organization.joined_at} as="day" />
              </Box>
            </li>
          ))}
        </Box>
      )}
    </Panel>
  );
}
