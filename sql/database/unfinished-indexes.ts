import type pg from "pg";
import { loadSql } from "./load-sql.ts";
import { migrationText, runsOutside } from "./migration-files.ts";

const SELECT_UNFINISHED_INDEXES = loadSql(import.meta.url, "./select-unfinished-indexes.sql");

/**
 * A CREATE or DROP INDEX CONCURRENTLY that was killed leaves an index that no query uses and every
 * write maintains. Those that a pending migration names are its own: they are dropped, and it begins
 * anew. Answers their names.
 */
export async function dropUnfinishedIndexes(
  client: pg.Client,
  directory: string,
  pending: readonly string[],
): Promise<string[]> {
  const words = new Set(
    pending
      .map((name) => migrationText(directory, name))
      .filter(runsOutside)
      .flatMap((text) => text.split(/[^a-z0-9_]+/)),
  );
  if (words.size === 0) return [];
  const { rows } = await client.query<{ name: string }>(SELECT_UNFINISHED_INDEXES);
  const own = rows.map(({ name }) => name).filter((name) => words.has(name));
  for (const name of own) {
    await client.query(`DROP INDEX CONCURRENTLY IF EXISTS public.${client.escapeIdentifier(name)}`);
  }
  return own;
}
