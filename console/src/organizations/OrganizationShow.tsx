import { Box } from "@mui/material";
import { ShowBase, useShowContext, useTranslate } from "react-admin";
import type { OrganizationDetail } from "../../../api/contracts/organizations.ts";
import { EditLink } from "../actions/EditLink.tsx";
import { Facts } from "../fields/Facts.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Initials } from "../fields/Initials.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { PageHeader } from "../layout/PageHeader.tsx";
import { Panel } from "../layout/Panel.tsx";
import { ERROR_IN_PLACE, RecordStates } from "../layout/RecordStates.tsx";
import { usePageTitle } from "../layout/use-page-title.ts";
import { Invitations } from "./Invitations.tsx";
import { Members } from "./Members.tsx";
import { OrganizationStatusChip } from "./OrganizationStatusChip.tsx";
import { Teams } from "./Teams.tsx";

export function OrganizationShow() {
  const translate = useTranslate();
  usePageTitle(translate("resources.organizations.name", { smart_count: 1 }));
  return (
    <ShowBase queryOptions={ERROR_IN_PLACE}>
      <RecordStates>
        <OrganizationPage />
      </RecordStates>
    </ShowBase>
  );
}

function OrganizationPage() {
  const translate = useTranslate();
  const { record } = useShowContext<OrganizationDetail>();
  if (record === undefined) return null;
  const label = (field: string) => translate(`resources.organizations.fields.${field}`);
  return (
    <>
      <PageHeader
        lead={<Initials name={record.name} size={52} />}
        title={record.name}
        about={
          <>
            <span>{record.slug}</span>
            <OrganizationStatusChip organization={record} />
            <Identifier value={record.id} />
          </>
        }
        actions={<EditLink can={record.can} resource="organizations" id={record.id} />}
      />
      <Box sx={{ display: "grid", gap: "16px" }}>
        <Panel title={translate("resources.organizations.profile")}>
          <Facts
            facts={[
              {
                label: label("plan"),
                value: translate(`resources.organizations.plan.${record.plan}`),
              },
              {
                label: label("members_count"),
                value: `${record.members_count.toLocaleString()} / ${record.max_members.toLocaleString()}`,
              },
              { label: label("verified_domain"), value: record.verified_domain ?? <Absent /> },
              {
                label: label("auto_join"),
                value: translate(record.settings.auto_join ? "app.yes" : "app.no"),
              },
              { label: label("created_at"), value: <Moment value={record.created_at} /> },
              { label: label("updated_at"), value: <Moment value={record.updated_at} /> },
            ]}
          />
        </Panel>
        <Members organizationId={record.id} />
        <Teams organizationId={record.id} />
        <Invitations organizationId={record.id} />
      </Box>
    </>
  );
}
