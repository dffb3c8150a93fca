import { loadSql } from "../database/load-sql.ts";
import type { FoundPage, FoundRequest } from "../database/text-search.ts";
import type { Transaction } from "../database/transaction.ts";
import { selectAuditEvents, selectPseudonyms } from "./read.ts";
import type { AuditEventRow } from "./read.ts";

const REQUEST = loadSql(import.meta.url, "./request-reason-search.sql");
const READ = loadSql(import.meta.url, "./read-reason-search.sql");

/** First step: the event of the search is the grant, for everybody's reasons or one person's history. */
export async function requestReasonSearch(
  tx: Transaction,
  q: string,
  person: string | undefined,
): Promise<string> {
  const [row] = await tx.rows<{ grant_id: string }>(REQUEST, [q, person ?? null]);
  if (row === undefined) throw new Error("request_reason_search answered no row");
  return row.grant_id;
}

type ReasonFilter = {
  readonly actor_id?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly resource_id?: string | undefined;
  readonly request_id?: string | undefined;
  readonly reason_code?: string | undefined;
  readonly at_gte?: string | undefined;
  readonly at_lt?: string | undefined;
};

/**
 * Second step, in a later transaction: a page of the newest 200 events in whose reason the text occurs, as
 * the view shows them. Those before `reached` were not looked at.
 */
export async function searchReasons(
  tx: Transaction,
  grant: string,
  { filter, sort, offset, limit }: FoundRequest & { readonly filter: ReasonFilter },
): Promise<FoundPage<AuditEventRow, Date>> {
  const { actor_id, resource_id } = filter;
  const { actor, row } = await selectPseudonyms(tx, { actor: actor_id, row: resource_id });
  const hits =
    // Who has no event has no pseudonym.
    actor === null
      ? []
      : await tx.rows<{ id: string | null; at: Date }>(READ, [
          grant,
          filter.at_gte ?? "-infinity",
          filter.at_lt ?? "infinity",
          actor ?? null,
          filter.action ?? null,
          filter.resource ?? null,
          row ?? resource_id ?? null,
          filter.request_id ?? null,
          filter.reason_code ?? null,
        ]);
  const found = hits.flatMap(({ id }) => (id === null ? [] : [id]));
  const ordered = sort.direction === "DESC" ? found : found.toReversed();
  const ids = ordered.slice(offset, offset + limit);
  const byId = { filter: { id: ids }, sort: { ...sort, field: "at" }, offset: 0, limit };
  const page = ids.length === 0 ? { rows: [] } : await selectAuditEvents(tx, byId, limit);
  const reached = hits.find(({ id }) => id === null)?.at;
  return { rows: page.rows, total: found.length, reached };
}
