import { Box } from "@mui/material";
import { DataTable, useCanAccess, useListContext, useLocation, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { ExportTrail } from "../audit-exports/ExportTrail.tsx";
import { HiddenText } from "../fields/HiddenText.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Absent, Moment } from "../fields/Moment.tsx";
import { ListPage } from "../layout/ListPage.tsx";
import { ActionChip } from "./ActionChip.tsx";
import { ActorName } from "./ActorName.tsx";
import { ChangesToggle } from "./ChangesToggle.tsx";
import { EventChanges } from "./EventChanges.tsx";
import { EventFilters } from "./EventFilters.tsx";
import { PageProofBadge } from "./PageProofBadge.tsx";
import { EventsEmpty } from "./EventsEmpty.tsx";
import { PersonAccess } from "./PersonAccess.tsx";
import { ReasonReach } from "./ReasonReach.tsx";
import { filtersOf } from "./shared-filters.ts";
import { ProofMark } from "./ProofMark.tsx";
import { SealingPanel } from "./SealingPanel.tsx";
import { usePartOfTrail } from "./use-part-of-trail.ts";
import { useFieldLabel } from "./use-field-label.ts";

export function EventList() {
  const translate = useTranslate();
  const { search: address } = useLocation();
  const part = usePartOfTrail();
  const about = translate("resources.audit-log.about");
  return (
    <ListPage
      sort={{ field: "at", order: "DESC" }}
      about={
        part === undefined ? about : `${about} ${translate(`resources.audit-log.part.${part}`)}`
      }
      filters={<EventFilters />}
      firstFilters={filtersOf(address)}
      actions={<ExportTrail />}
      refusedHint={translate("resources.audit-log.refused_hint")}
      above={<SealingPanel />}
    >
      <ReasonReach />
      <OnePerson />
      <PageProofBar />
      <EventTable />
    </ListPage>
  );
}

function PageProofBar() {
  const { data } = useListContext<AuditEvent>();
  if (data === undefined || data.length === 0) return null;
  return (
    <Box sx={{ padding: "8px 14px 0" }}>
      <PageProofBadge events={data} />
    </Box>
  );
}

/** With one person chosen, who looked and who touched, for those who may not open the person's page. */
function OnePerson() {
  const { filterValues } = useListContext();
  const { canAccess, isPending } = useCanAccess({ resource: "users", action: "show" });
  const id: unknown = filterValues["subject_id"];
  if (typeof id !== "string" || canAccess !== false || isPending) return null;
  return (
    <Box sx={{ padding: "12px 14px 4px" }}>
      <PersonAccess key={id} userId={id} />
    </Box>
  );
}

function EventTable() {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const ofOnePerson = filterValues.subject_id !== undefined;
  return (
    <DataTable<AuditEvent>
      rowClick="expand"
      expand={<EventChanges />}
      bulkActionButtons={false}
      empty={<EventsEmpty />}
      sx={{
        "& .RaDataTable-expandHeader, & .RaDataTable-expandIconCell": { display: "none" },
        // One follows each row, closed ones too: empty rows are read out.
        "& .RaDataTable-expandRow:has(> td:empty)": { display: "none" },
      }}
    >
      <DataTable.Col<AuditEvent>
        source="id"
        label={<HiddenText>{translate("resources.audit-log.show_changes")}</HiddenText>}
        disableSort
        render={(event) => <ChangesToggle event={event} />}
        sx={{ width: 36, paddingRight: 0 }}
      />
      <DataTable.Col<AuditEvent>
        source="proof"
        label={<HiddenText>{translate("resources.audit-log.fields.proof")}</HiddenText>}
        disableSort
        render={(event) => <ProofMark state={event.proof.state} />}
        sx={{ width: 32, paddingRight: 0 }}
      />
      <DataTable.Col<AuditEvent>
        source="at"
        sortByOrder="DESC"
        // Found ones come newest first.
        disableSort={typeof filterValues["q"] === "string"}
        render={(event) => <Moment value={event.at} />}
      />
      <DataTable.Col<AuditEvent>
        source="action"
        disableSort
        render={(event) => <ActionChip action={event.action} />}
      />
      <DataTable.Col<AuditEvent>
        source="resource"
        disableSort
        render={(event) => (
          <>{translate(`resources.audit-log.objects.${event.resource}`, { _: event.resource })}</>
        )}
      />
      <DataTable.Col<AuditEvent>
        source="actor_name"
        disableSort
        sx={{ minWidth: 176 }}
        render={(event) => <ActorName event={event} />}
      />
      {!ofOnePerson && (
        <DataTable.Col<AuditEvent>
          source="subject_id"
          disableSort
          render={(event) => <Subject id={event.subject_id} />}
        />
      )}
      <DataTable.Col<AuditEvent>
        source="changes"
        disableSort
        render={(event) => <ChangedFields event={event} />}
      />
    </DataTable>
  );
}

/** The person by id: reading each name would be a read of personal data for every row. */
function Subject({ id }: { readonly id: string | null }) {
  const { canAccess } = useCanAccess({ resource: "users", action: "show" });
  if (id === null) return <Absent />;
  return <Identifier value={id} short {...(canAccess && { to: `/users/${id}/show` })} />;
}

function ChangedFields({ event }: { readonly event: AuditEvent }) {
  const label = useFieldLabel();
  if (event.changes.length === 0) return <Absent />;
  return (
    <Box
      component="span"
      sx={{
        display: "block",
        maxWidth: 210,
        overflow: "hidden",
        textOverflow: "ellipsis",
        whiteSpace: "nowrap",
        color: "text.secondary",
      }}
    >
      {event.changes.map(({ field }) => label(event.resource, field)).join(", ")}
    </Box>
  );
}
