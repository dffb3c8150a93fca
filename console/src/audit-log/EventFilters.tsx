import { useListContext, useTranslate } from "react-admin";
import { ClearFilters } from "../layout/ClearFilters.tsx";
import { FilterSelect } from "../layout/FilterSelect.tsx";
import { FilterText } from "../layout/FilterText.tsx";
import { ACTIONS } from "./event-look.ts";
import { usePartOfTrail } from "./use-part-of-trail.ts";

const RESOURCES = [
  "users",
  "organizations",
  "organization-members",
  "subscriptions",
  "gdpr-requests",
  "audit-log",
  "session",
  "staff",
] as const;

export function EventFilters() {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  // What no index serves is not offered: see `served` in api/contracts/audit-log.ts.
  const ofOneRequest = filterValues.request_id !== undefined;
  const ofFew = ofOneRequest || filterValues.subject_id !== undefined;
  const ofPart = usePartOfTrail();
  const label = (name: string) => translate(`resources.audit-log.filter.${name}`);
  return (
    <>
      {!ofPart && (
        <FilterText
          source="subject_id"
          label={label("subject_id")}
          placeholder={label("id")}
          width={180}
          carries={ofOneRequest ? [] : ["resource"]}
        />
      )}
      {(ofOneRequest || !ofPart || filterValues.action !== undefined) && (
        <FilterSelect
          source="action"
          label={label("action")}
          choices={ACTIONS.map((value) => ({
            value,
            label: translate(`resources.audit-log.actions.${value}`),
          }))}
        />
      )}
      {((ofPart ? ofOneRequest : ofFew) || filterValues.resource !== undefined) && (
        <FilterSelect
          source="resource"
          label={label("resource")}
          choices={RESOURCES.map((value) => ({
            value,
            label: translate(`resources.audit-log.objects.${value}`),
          }))}
        />
      )}
      <FilterText source="at_gte" type="date" label={label("at_gte")} />
      <FilterText source="at_lt" type="date" label={label("at_lt")} />
      <FilterText
        source="request_id"
        label={label("request_id")}
        placeholder={label("id")}
        width={150}
        carries={
          ofPart
            ? ["action", "resource"]
            : filterValues.subject_id === undefined
              ? ["resource"]
              : []
        }
      />
      <ClearFilters />
    </>
  );
}
