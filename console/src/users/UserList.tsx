import { Alert, Box } from "@mui/material";
import { DataTable, useListContext, useTranslate } from "react-admin";
import type { User } from "../../../api/contracts/users.ts";
import { Initials } from "../fields/Initials.tsx";
import { Moment } from "../fields/Moment.tsx";
import { RecordLink } from "../fields/RecordLink.tsx";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { FilterText } from "../layout/FilterText.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { SearchBox } from "../layout/SearchBox.tsx";
import { UserStatusChip } from "./UserStatusChip.tsx";

export function UserList() {
  const translate = useTranslate();
  return (
    <ListPage
      sort={{ field: "created_at", order: "DESC" }}
      about={translate("resources.users.about")}
      filters={<UserFilters />}
    >
      <RefineHint />
      <UserTable />
    </ListPage>
  );
}

function UserTable() {
  const { filterValues } = useListContext();
  // Hits stand best first: an arrow at a column would claim another order.
  const searching = typeof filterValues.q === "string";
  return (
    <DataTable<User> rowClick="show" bulkActionButtons={false} empty={<ListEmpty />}>
      <DataTable.Col<User>
        source="name"
        disableSort
        render={(user) => <UserCell user={user} />}
        sx={{ minWidth: 190 }}
      />
      <DataTable.Col<User> source="email" disableSort />
      <DataTable.Col<User>
        source="is_active"
        label="resources.users.fields.status"
        disableSort
        render={(user) => <UserStatusChip user={user} />}
      />
      <DataTable.Col<User>
        source="last_login"
        sortByOrder="DESC"
        disableSort={searching || filterValues.created_at_gte !== undefined}
        render={(user) => <Moment value={user.last_login} as="ago" />}
      />
      <DataTable.Col<User>
        source="created_at"
        sortByOrder="DESC"
        disableSort={searching}
        render={(user) => <Moment value={user.created_at} as="day" />}
      />
    </DataTable>
  );
}

function UserFilters() {
  const translate = useTranslate();
  return (
    <>
      <SearchBox
        label={translate("resources.users.search")}
        placeholder={translate("resources.users.search_hint")}
      />
      <FilterSelect
        source="is_active"
        instead="deleted"
        label={translate("resources.users.filter.account")}
        choices={[
          { value: "yes", label: translate("resources.users.filter.active"), filter: true },
          { value: "no", label: translate("resources.users.filter.suspended"), filter: false },
        ]}
      />
      <FilterSelect
        source="deleted"
        instead="is_active"
        label={translate("resources.users.filter.deleted")}
        choices={[
          { value: "yes", label: translate("resources.users.filter.only_deleted"), filter: true },
        ]}
      />
      <FilterText
        source="created_at_gte"
        type="date"
        label={translate("resources.users.filter.created_from")}
      />
      <ClearFilters />
    </>
  );
}

/** The name is a link of its own, so that the row can be opened by keyboard and in a new tab. */
function UserCell({ user }: { readonly user: User }) {
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: "10px" }}>
      <Initials name={user.name} size={28} />
      <Box sx={{ minWidth: 0 }}>
        <RecordLink to={`/users/${user.id}/show`}>{user.name}</RecordLink>
        {user.display_name !== null && user.display_name !== user.name && (
          <Box sx={{ color: "text.secondary", fontSize: "0.75rem", lineHeight: 1.3 }}>
            {user.display_name}
          </Box>
        )}
      </Box>
    </Box>
  );
}

/** A broad search shows the best hits only; more letters help more than more pages. */
function RefineHint() {
  const translate = useTranslate();
  const { filterValues, meta, isPending } = useListContext();
  const broad = typeof filterValues.q === "string" && isTruncated(meta) && !isPending;
  if (!broad) return null;
  return (
    <Alert severity="info" variant="outlined" sx={{ margin: "12px 14px 4px" }}>
      {translate("resources.users.refine")}
    </Alert>
  );
}

function isTruncated(meta: unknown): boolean {
  return (
    typeof meta === "object" && meta !== null && "truncated" in meta && meta.truncated === true
  );
}
