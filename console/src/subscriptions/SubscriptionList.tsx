import { DataTable, useListContext, useTranslate } from "react-admin";
import type { Subscription } from "../../../api/contracts/subscriptions.ts";
import { Identifier } from "../fields/Identifier.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { PersonReference } from "../fields/PersonReference.tsx";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { FilterText } from "../layout/FilterText.tsx";
import { ListEmpty } from "../layout/ListEmpty.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { SubscriptionStatusChip } from "./SubscriptionStatusChip.tsx";

const STATUSES = ["trial", "active", "past_due", "unpaid", "canceled"] as const;
const PLANS = ["free", "pro", "enterprise"] as const;

export function SubscriptionList() {
  const translate = useTranslate();
  const plan = (value: string) => translate(`resources.subscriptions.plan.${value}`);
  return (
    <ListPage
      sort={{ field: "created_at", order: "DESC" }}
      about={translate("resources.subscriptions.about")}
      filters={
        <>
          <FilterSelect
            source="status"
            label={translate("resources.subscriptions.fields.status")}
            choices={STATUSES.map((value) => ({
              value,
              label: translate(`resources.subscriptions.status.${value}`),
            }))}
          />
          <FilterSelect
            source="plan"
            label={translate("resources.subscriptions.fields.plan")}
            choices={PLANS.map((value) => ({ value, label: plan(value) }))}
          />
          <FilterText
            source="current_period_end_lt"
            type="date"
            label={translate("resources.subscriptions.filter.ends_before")}
          />
          <ClearFilters />
        </>
      }
    >
      <SubscriptionTable />
    </ListPage>
  );
}

/** A range of dates goes with the order of its own column only. */
function SubscriptionTable() {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const plan = (value: string) => translate(`resources.subscriptions.plan.${value}`);
  return (
    <DataTable<Subscription> rowClick={false} bulkActionButtons={false} empty={<ListEmpty />}>
      <DataTable.Col<Subscription> source="user_id" disableSort sx={{ minWidth: 180 }}>
        <PersonReference />
      </DataTable.Col>
      <DataTable.Col<Subscription>
        source="plan"
        disableSort
        render={(subscription) => <>{plan(subscription.plan)}</>}
      />
      <DataTable.Col<Subscription>
        source="status"
        disableSort
        render={(subscription) => <SubscriptionStatusChip status={subscription.status} />}
      />
      <DataTable.Col<Subscription>
        source="current_period_end"
        sortByOrder="DESC"
        render={(subscription) => <Moment value={subscription.current_period_end} as="day" />}
      />
      <DataTable.Col<Subscription>
        source="stripe_customer_id"
        disableSort
        render={(subscription) =>
          subscription.stripe_customer_id === null ? (
            <Absent />
          ) : (
            <Identifier value={subscription.stripe_customer_id} short />
          )
        }
      />
      <DataTable.Col<Subscription>
        source="created_at"
        disableSort={filterValues.current_period_end_lt !== undefined}
        sortByOrder="DESC"
        render={(subscription) => <Moment value={subscription.created_at} as="day" />}
      />
    </DataTable>
  );
}
