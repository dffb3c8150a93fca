import type pg from "pg";
import { TYPED } from "./people.ts";
import type { Person } from "./people.ts";

/** Of these the export holds a part by design, or they change by being exported. */
const TOLD_OTHERWISE = ["audit_pseudonyms", "staff"];

/**
 * How many rows each table has of a person, counted straight from the live schema: the export reads
 * by the catalogue, and must come to the same.
 */
export async function countRowsByTable(
  database: pg.Pool,
  userId: string,
): Promise<Record<string, number>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT c.relname AS name
     FROM pg_class AS c
     JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition AND c.relname <> ALL ($1)
     ORDER BY 1`,
    [TOLD_OTHERWISE],
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ count: string }>(
      `SELECT count(*) FROM "${name}" WHERE user_id = $1`,
      [userId],
    );
    counts[name] = Number(rows[0]?.count);
  }
  return counts;
}

/** Puts a second person close to the first: same organization, and a comment on the first one's post. */
export async function makeNeighbour(
  database: pg.Pool,
  person: Person,
  neighbour: Person,
): Promise<void> {
  await database.query(
    `INSERT INTO organization_members (organization_id, user_id, role, invited_by)
     SELECT organization_id, $2, 'member', $1 FROM organization_members WHERE user_id = $1 LIMIT 1
     ON CONFLICT DO NOTHING`,
    [person.id, neighbour.id],
  );
  await database.query(
    `INSERT INTO victory_post_interactions (post_id, user_id, kind, body)
     SELECT id, $2, 'comment', $3 FROM victory_posts WHERE user_id = $1 LIMIT 1`,
    [person.id, neighbour.id, TYPED.comment],
  );
}
