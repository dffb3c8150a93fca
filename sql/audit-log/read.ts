import { sql } from "kysely";
import type { SqlBool } from "kysely";
import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import { LOOKS } from "./looks.ts";

const SELECT = loadSql(import.meta.url, "./select-readable-event.sql");
const PSEUDONYMS = loadSql(import.meta.url, "./select-pseudonyms.sql");
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

/** Rows of the trail lie where they were written, and are fetched to be skipped. */
const OFFSET_LIMIT = 800;

/**
 * A page of the events that the transaction's role may read: chosen on the table under the role's own
 * policy, and read through the view.
 */
export async function selectAuditEvents(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns" | "conditions">,
  totalLimit: number,
): Promise<Page<AuditEventRow>> {
  return selectPage<AuditEventRow>(
    tx,
    {
      ...request,
      ...(await eventsMatching(tx, request.filter)),
      partitionedBy: "at",
      offsetLimit: OFFSET_LIMIT,
      columns: COLUMNS,
    },
    totalLimit,
  );
}

/** What a filter of the list means: read through the view, chosen on the table. */
export async function eventsMatching(
  tx: Transaction,
  given: Readonly<Record<string, unknown>>,
): Promise<Required<Pick<ListQuery, "from" | "chosenOn" | "filter" | "conditions">>> {
  const { subject_id, actor_id, resource_id, looked, ...filter } = given;
  const { row, ...people } = await selectPseudonyms(tx, {
    subject: subject_id,
    actor: actor_id,
    row: resource_id,
  });
  const ids = [filter["id"] ?? []].flat().map(String).toSorted();
  return {
    from: "readable_audit_log",
    chosenOn: "audit_log",
    // Only a row that names nobody stands there by its own id.
    filter: { ...filter, ...people, resource_id: row ?? resource_id },
    conditions: () => [
      // Who has no event has no pseudonym.
      ...(Object.values(people).includes(null) ? [sql<SqlBool>`false`] : []),
      ...(looked === undefined ? [] : [sql<SqlBool>`(action = ANY(${LOOKS})) = ${looked}`]),
      ...(ids.length === 0
        ? []
        : [
            sql<SqlBool>`at >= uuidv7_time(${ids[0]}::uuid)`,
            sql<SqlBool>`at < uuidv7_time(${ids.at(-1)}::uuid) + interval '1 ms'`,
          ]),
    ],
  };
}

/**
 * People stand in the table as pseudonyms. Asked for first: a function in the condition is a value the
 * planner knows nothing of, and may be called for every row.
 */
export async function selectPseudonyms(
  tx: Transaction,
  people: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, string | null>>> {
  const given = Object.entries(people).filter(([, realId]) => realId !== undefined);
  if (given.length === 0) return {};
  const [row] = await tx.rows<{ pseudonyms: (string | null)[] }>(PSEUDONYMS, [
    given.map(([, realId]) => realId),
  ]);
  return Object.fromEntries(
    given.map(([column], place) => [column, row?.pseudonyms[place] ?? null]),
  );
}

export async function selectOptionalAuditEvent(
  tx: Transaction,
  id: string,
): Promise<AuditEventRow | undefined> {
  return (await tx.rows<AuditEventRow>(SELECT, [id]))[0];
}
