import { useCanAccess, useListContext, useTranslate } from "react-admin";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { FilterText } from "../layout/FilterText.tsx";
import { ActorFilter } from "./ActorFilter.tsx";
import { ACTIONS } from "./event-look.ts";
import { ID, PersonFilter } from "./PersonFilter.tsx";
import { carriedBy, isOffered } from "./served-filters.ts";
import { TimeRangeSelect } from "./TimeRangeSelect.tsx";
import { usePartOfTrail } from "./use-part-of-trail.ts";
import { useSharedFilters } from "./use-shared-filters.ts";

const RESOURCES = [
  "users",
  "organizations",
  "organization-members",
  "organization-invitations",
  "teams",
  "subscriptions",
  "visions",
  "daily-actions",
  "gdpr-requests",
  "gdpr-exports",
  "audit-log",
  "audit-exports",
  "session",
  "staff",
  "staff-permissions",
] as const;

/** What the API asks of a search, and of an id (api/contracts/audit-log.ts). */
const SEARCHED = /[\p{L}\p{N}]{3}/u;

/** What no index serves is not offered. The filters in force are the list's filter values, nowhere else. */
export function EventFilters() {
  const translate = useTranslate();
  const { filterValues, setFilters, setSort, sort } = useListContext();
  const ofPart = usePartOfTrail() !== undefined;
  useSharedFilters();
  const { canAccess: maySearch } = useCanAccess({ resource: "audit-log", action: "search" });
  const label = (name: string) => translate(`resources.audit-log.filter.${name}`);
  const notAnId = (wanted: string) =>
    ID.test(wanted) ? undefined : translate("resources.audit-log.filter.not_an_id");
  const offered = (name: string) =>
    ofPart
      ? filterValues["request_id"] !== undefined && ["action", "resource"].includes(name)
      : isOffered(name, filterValues);
  const carries = (name: string) =>
    ofPart ? ["action", "resource"] : carriedBy(name, filterValues);
  return (
    <>
      {maySearch === true && (
        <FilterText
          source="q"
          label={label("q")}
          placeholder={label("q_hint")}
          width={216}
          carries={carries("q")}
          fault={(wanted) =>
            SEARCHED.test(wanted) ? undefined : translate("resources.audit-log.filter.q_short")
          }
        />
      )}
      <TimeRangeSelect
        value={filterValues}
        onChange={(bounds) => {
          const { at_gte: _, at_lt: _to, ...others } = filterValues;
          setFilters({ ...others, ...bounds });
          if (sort.field !== "at") setSort({ field: "at", order: "DESC" });
        }}
      />
      {!ofPart && <PersonFilter />}
      {offered("actor_id") && <ActorFilter />}
      {offered("action") && (
        <FilterSelect
          source="action"
          label={label("action")}
          choices={ACTIONS.map((value) => ({
            value,
            label: translate(`resources.audit-log.actions.${value}`),
          }))}
        />
      )}
      {offered("resource") && (
        <FilterSelect
          source="resource"
          label={label("resource")}
          choices={RESOURCES.map((value) => ({
            value,
            label: translate(`resources.audit-log.objects.${value}`),
          }))}
        />
      )}
      {offered("reason_code") && (
        <FilterText source="reason_code" label={label("reason_code")} width={130} />
      )}
      {!ofPart && (
        <FilterText
          source="resource_id"
          label={label("resource_id")}
          placeholder={label("id")}
          width={150}
          carries={carries("resource_id")}
          fault={notAnId}
        />
      )}
      <FilterText
        source="request_id"
        label={label("request_id")}
        placeholder={label("id")}
        width={150}
        carries={carries("request_id")}
        fault={notAnId}
      />
      <ClearFilters />
    </>
  );
}
