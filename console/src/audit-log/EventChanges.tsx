import { Box, Table, TableBody, TableCell, TableHead, TableRow } from "@mui/material";
import { useRecordContext, useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { Facts } from "../fields/Facts.tsx";
import type { Fact } from "../fields/Facts.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { utcText } from "../fields/moment.ts";
import { ChangeValue } from "./ChangeValue.tsx";
import { EventProofFacts } from "./EventProofFacts.tsx";
import { eventFigures } from "./event-figures.ts";
import { fieldName } from "./field-name.ts";
import { useFieldLabel } from "./use-field-label.ts";

/** Everything one event says: field by field before and after, then where it came from. */
export function EventChanges() {
  const record = useRecordContext<AuditEvent>();
  const translate = useTranslate();
  const label = useFieldLabel();
  if (record === undefined) return null;
  const field = (name: string) => translate(`resources.audit-log.fields.${name}`);
  // What was made has no before, what was deleted no after: a column of nothing would say "empty".
  const hasBefore = record.action !== "create";
  const hasAfter = record.action !== "delete";
  // Names of columns and verbs stand in an event as the database has them.
  const inWords = (name: string, value: unknown) =>
    typeof value !== "string"
      ? value
      : name === "field"
        ? label(record.resource, value)
        : name === "verb"
          ? fieldName(value.replaceAll("-", "_"))
          : value;
  const facts: Fact[] = [
    { label: field("at"), value: utcText(new Date(record.at)) },
    ...(record.reason === null ? [] : [{ label: field("reason"), value: record.reason }]),
    ...(record.reason_code === null
      ? []
      : [{ label: field("reason_code"), value: record.reason_code }]),
    ...(record.ticket === null ? [] : [{ label: field("ticket"), value: record.ticket }]),
    ...eventFigures(record.details).map(([name, value]) => ({
      label: translate(`resources.audit-log.figures.${name}`, { _: fieldName(name) }),
      value: <ChangeValue value={inWords(name, value)} />,
    })),
    ...(record.erased
      ? [
          {
            label: translate("resources.audit-log.erased.what"),
            value: translate("resources.audit-log.erased.why"),
          },
        ]
      : []),
    ...(record.address === null ? [] : [{ label: field("address"), value: record.address }]),
    ...identifier(field("resource_id"), record.resource_id),
    ...identifier(field("request_id"), record.request_id),
    ...identifier(field("id"), record.id),
  ];
  return (
    <Box sx={{ display: "grid", gap: "16px", padding: "8px 6px 14px", whiteSpace: "normal" }}>
      {record.changes.length > 0 && (
        <Table
          size="small"
          aria-label={translate("resources.audit-log.changes")}
          sx={{ maxWidth: 980 }}
        >
          <TableHead>
            <TableRow>
              <TableCell sx={{ width: "24%" }}>{field("field")}</TableCell>
              {hasBefore && (
                <TableCell sx={{ width: hasAfter ? "38%" : undefined }}>
                  {field("before")}
                </TableCell>
              )}
              {hasAfter && <TableCell>{field("after")}</TableCell>}
            </TableRow>
          </TableHead>
          <TableBody>
            {record.changes.map((change) => (
              <TableRow key={change.field}>
                <TableCell component="th" scope="row" sx={{ fontWeight: 600 }}>
                  {label(record.resource, change.field)}
                </TableCell>
                {hasBefore && (
                  <TableCell>
                    <ChangeValue value={change.before} withheld={change.withheld} />
                  </TableCell>
                )}
                {hasAfter && (
                  <TableCell>
                    <ChangeValue value={change.after} withheld={change.withheld} />
                  </TableCell>
                )}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <Facts facts={facts} width={230} />
      <EventProofFacts event={record} />
    </Box>
  );
}

function identifier(label: string, value: string | null): Fact[] {
  return value === null ? [] : [{ label, value: <Identifier value={value} /> }];
}
