import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const REQUEST_REVEAL = load("request-reveal");
const READ_REVEALED = load("read-revealed");
const REQUEST_SEARCH = load("request-search");

export type RevealRequest = {
  readonly resource: string;
  readonly id: string;
  readonly field: string;
  readonly reason: string;
  readonly ticket: string | null;
  readonly minutes: number;
};

/**
 * First step: writes the event of the reveal and answers the grant, which opens nothing before this
 * transaction has committed. Undefined when there is no such record or field, or it is deleted.
 */
export async function requestReveal(
  tx: Transaction,
  { resource, id, field, reason, ticket, minutes }: RevealRequest,
): Promise<string | undefined> {
  const values = [resource, id, field, reason, ticket, minutes];
  const [row] = await tx.rows<{ grant_id: string | null }>(REQUEST_REVEAL, values);
  return row?.grant_id ?? undefined;
}

export type Revealed = { value: string | null; expires_at: Date };

/** Second step, in a later transaction. Undefined when the grant is over or the record went meanwhile. */
export async function selectOptionalRevealed(
  tx: Transaction,
  grant: string,
): Promise<Revealed | undefined> {
  return (await tx.rows<Revealed>(READ_REVEALED, [grant]))[0];
}

/**
 * First step of a look-up by a personal value, in all rows of the resource or in those of `person`.
 * The second, in a later transaction, is the resource's own function.
 */
export async function requestSearch(
  tx: Transaction,
  search: { readonly resource: string; readonly q: string; readonly person?: string },
): Promise<string> {
  const values = [search.resource, search.q, search.person ?? null];
  const [row] = await tx.rows<{ grant_id: string }>(REQUEST_SEARCH, values);
  if (row === undefined) throw new Error("request_search answered no row");
  return row.grant_id;
}
