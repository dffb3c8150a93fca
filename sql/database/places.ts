import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CompiledQuery } from "kysely";
import type { Transaction } from "./transaction.ts";

/** A row's place in a list: the rows before it, and the key by which the list goes on behind it. */
export type Place = {
  /** How many rows stand before the one that follows. */
  readonly offset: number;
  /** The value sorted by, as PostgreSQL prints it: a Date would cut microseconds. */
  readonly value: string | null;
  readonly id: string;
};

const LISTS = 500;
const PLACES_A_LIST = 400;
const LIFETIME_MS = 30 * 60_000;

/**
 * Where pages ended that this process has served: sort values and ids, no row. Another process does not
 * know them; it counts from the start, and says so where that is too far.
 */
const lists = new LRUCache<string, LRUCache<number, Place>>({ max: LISTS, ttl: LIFETIME_MS });

/**
 * The name of a list: who reads it and what it asks, values included, hashed. Undefined for nobody in
 * particular: what two readers may see differs.
 */
export function listName(
  { role, context }: Transaction,
  { sql, parameters }: CompiledQuery,
): string | undefined {
  const { actor_id, org_id } = context;
  if (actor_id === undefined) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([role, actor_id, org_id, sql, parameters]))
    .digest("base64");
}

/** The last place known at `offset` or before it. */
export function nearestPlace(list: string, offset: number): Place | undefined {
  const known = lists.get(list);
  if (known === undefined) return undefined;
  const before = [...known.keys()].filter((place) => place <= offset);
  return before.length === 0 ? undefined : known.get(Math.max(...before));
}

export function rememberPlace(list: string, place: Place): void {
  const known = lists.get(list) ?? new LRUCache<number, Place>({ max: PLACES_A_LIST });
  known.set(place.offset, place);
  lists.set(list, known);
}

/** As after a restart, or in another process. */
export function forgetPlaces(): void {
  lists.clear();
}
