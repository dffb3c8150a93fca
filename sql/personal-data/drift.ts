import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";
import type { Catalogue } from "./entry.ts";

const SELECT_LIVE_COLUMNS = loadSql(import.meta.url, "./select-live-columns.sql");

export type LiveColumn = { readonly table: string; readonly column: string };

export async function selectLiveColumns(client: Pick<pg.Pool, "query">): Promise<LiveColumn[]> {
  return (await client.query<LiveColumn>(SELECT_LIVE_COLUMNS)).rows;
}

/** What the catalogue and the database do not have in common, one sentence each; none: they agree. */
export function catalogueDrift(catalogue: Catalogue, live: readonly LiveColumn[]): string[] {
  const known = new Set(
    Object.entries(catalogue).flatMap(([table, entry]) =>
      Object.keys(entry.columns).map((column) => `${table}.${column}`),
    ),
  );
  const present = new Set(live.map(({ table, column }) => `${table}.${column}`));
  return [
    ...[...present].filter((name) => !known.has(name)).map((name) => `${name} has no entry`),
    ...[...known].filter((name) => !present.has(name)).map((name) => `${name} is no live column`),
  ];
}
