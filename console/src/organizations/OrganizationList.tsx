import { Box } from "@mui/material";
import { DataTable, useTranslate } from "react-admin";
import type { Organization } from "../../../api/contracts/organizations.ts";
import { Absent, Moment } from "../fields/Moment.tsx";
import { RecordLink } from "../fields/RecordLink.tsx";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { SearchBox } from "../layout/SearchBox.tsx";
import { OrganizationStatusChip } from "./OrganizationStatusChip.tsx";
import { PLANS, STATUSES } from "./choices.ts";

export function OrganizationList() {
  const translate = useTranslate();
  return (
    <ListPage
      sort={{ field: "name", order: "ASC" }}
      about={translate("resources.organizations.about")}
      filters={<OrganizationFilters />}
    >
      <DataTable<Organization> rowClick="show" bulkActionButtons={false} empty={<ListEmpty />}>
        <DataTable.Col<Organization>
          source="name"
          sx={{ minWidth: 200 }}
          render={(organization) => (
            <>
              <RecordLink to={`/organizations/${organization.id}/show`}>
                {organization.name}
              </RecordLink>
              <Box sx={{ color: "text.secondary", fontSize: "0.75rem", lineHeight: 1.3 }}>
                {organization.slug}
              </Box>
            </>
          )}
        />
        <DataTable.Col<Organization>
          source="plan"
          disableSort
          render={(organization) => (
            <>{translate(`resources.organizations.plan.${organization.plan}`)}</>
          )}
        />
        <DataTable.Col<Organization>
          source="status"
          disableSort
          render={(organization) => <OrganizationStatusChip organization={organization} />}
        />
        <DataTable.Col<Organization>
          source="verified_domain"
          disableSort
          render={(organization) => <>{organization.verified_domain ?? <Absent />}</>}
        />
        <DataTable.NumberCol<Organization> source="max_members" disableSort />
        <DataTable.Col<Organization>
          source="created_at"
          sortByOrder="DESC"
          render={(organization) => <Moment value={organization.created_at} as="day" />}
        />
      </DataTable>
    </ListPage>
  );
}

function OrganizationFilters() {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.organizations.${key}`);
  return (
    <>
      <SearchBox label={text("search")} placeholder={text("search_hint")} />
      <FilterSelect
        source="plan"
        label={text("fields.plan")}
        choices={PLANS.map((value) => ({ value, label: text(`plan.${value}`) }))}
      />
      <FilterSelect
        source="status"
        label={text("fields.status")}
        choices={STATUSES.map((value) => ({ value, label: text(`status.${value}`) }))}
      />
      <FilterSelect
        source="deleted"
        label={text("filter.deleted")}
        choices={[{ value: "yes", label: text("filter.only_deleted"), filter: true }]}
      />
      <ClearFilters />
    </>
  );
}
