import { sql } from "kysely";
import { composer } from "./composer.ts";
import type { ListQuery } from "./list.ts";
import type { Row, Transaction } from "./transaction.ts";

/**
 * Who searches: a person their own rows, at once; staff with the grant that `requestSearch` answered in an
 * earlier transaction, which knows whose rows and what was typed.
 */
export type Searcher = { readonly person: string; readonly q: string } | { readonly grant: string };

/** A row of matching_visions() or matching_daily_actions(); without an id it says where they stopped. */
export type Hit<At> = { id: string | null; at: At; rank: number | null };

export type FoundPage<R, At> = {
  readonly rows: R[];
  readonly total: number;
  /** When older rows were not looked at: the last moment that was. */
  readonly reached: At | undefined;
};

export type FoundRequest = Pick<ListQuery, "offset" | "limit"> & {
  readonly sort: { readonly field: string; readonly direction: "ASC" | "DESC" };
};

/**
 * The page asked for of what a search found, `hits` being newest first. `relevance` sorts by rank, the
 * newest first among equals; any other field by time.
 */
export async function selectFound<R extends Row, At>(
  tx: Transaction,
  from: Pick<ListQuery, "from" | "columns">,
  hits: readonly Hit<At>[],
  { sort, offset, limit }: FoundRequest,
): Promise<FoundPage<R, At>> {
  const found = hits.filter((hit) => hit.id !== null);
  const best = sort.field === "relevance";
  const first = best ? found.toSorted((a, b) => (b.rank ?? 0) - (a.rank ?? 0)) : found;
  // The best are first in ASC, the newest in DESC.
  const ordered = best === (sort.direction === "ASC") ? first : first.toReversed();
  const ids = ordered.slice(offset, offset + limit).map((hit) => hit.id);
  // The planner is not to count the ids: for many it would read all the rows of the person instead.
  const rows = await tx.run(
    composer
      .selectFrom(from.from)
      .select([...from.columns])
      .where(sql<boolean>`id = ANY(ARRAY(SELECT unnest(${ids}::uuid[])))`)
      .orderBy(sql`array_position(${ids}::uuid[], id)`),
  );
  const reached = hits.find((hit) => hit.id === null)?.at;
  return { rows: rows as R[], total: found.length, reached };
}
