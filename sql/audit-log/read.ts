import { sql } from "kysely";
import type { RawBuilder, SqlBool } from "kysely";
import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT = loadSql(import.meta.url, "./select-readable-event.sql");
const SHOW_SUBJECT = loadSql(import.meta.url, "./show-subject.sql");

const COLUMNS = [
  "id",
  "at",
  "actor_kind",
  "actor_id",
  "actor_name",
  "actor_role",
  "subject_id",
  "action",
  "resource",
  "resource_id",
  "request_id",
  "reason_code",
  "reason",
  "ticket",
  "address",
  "details",
  "changes",
  "erased",
] as const;

export type AuditEventRow = {
  id: string;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string | null;
  actor_role: string;
  subject_id: string | null;
  action: string;
  resource: string;
  resource_id: string | null;
  request_id: string | null;
  reason_code: string | null;
  reason: string | null;
  ticket: string | null;
  address: string | null;
  details: unknown;
  changes: { field: string; before: unknown; after: unknown; withheld: string | null }[];
  erased: boolean;
};

/** Names the user whose page is open: support reads that person's events only, by the view. */
export async function showSubject(tx: Transaction, userId: string): Promise<void> {
  await tx.rows(SHOW_SUBJECT, [userId]);
}

/** People stand in the table as pseudonyms. */
function isPseudonymOf(column: "subject" | "actor", realId: unknown): RawBuilder<SqlBool>[] {
  return realId === undefined
    ? []
    : [sql<SqlBool>`${sql.ref(column)} = audit_pseudonym_of(${realId}::uuid)`];
}

/**
 * A page of the events that the transaction's role may read: chosen on the table under the role's own
 * policy, and read through the view.
 */
export async function selectAuditEvents(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns" | "conditions">,
  totalLimit: number,
): Promise<Page<AuditEventRow>> {
  const { subject_id, actor_id, ...filter } = request.filter;
  const ids = [filter["id"] ?? []].flat().map(String).toSorted();
  return selectPage<AuditEventRow>(
    tx,
    {
      ...request,
      filter,
      from: "readable_audit_log",
      chosenOn: "audit_log",
      partitionedBy: "at",
      columns: COLUMNS,
      conditions: () => [
        ...isPseudonymOf("subject", subject_id),
        ...isPseudonymOf("actor", actor_id),
        ...(ids.length === 0
          ? []
          : [
              sql<SqlBool>`at >= uuidv7_time(${ids[0]}::uuid)`,
              sql<SqlBool>`at < uuidv7_time(${ids.at(-1)}::uuid) + interval '1 ms'`,
            ]),
      ],
    },
    totalLimit,
  );
}

export async function selectOptionalAuditEvent(
  tx: Transaction,
  id: string,
): Promise<AuditEventRow | undefined> {
  return (await tx.rows<AuditEventRow>(SELECT, [id]))[0];
}
