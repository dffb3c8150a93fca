import type pg from "pg";

export type Column = { readonly name: string; readonly type: string };

/** The live columns of a table, so that one which is added later is not forgotten. */
export async function selectColumns(pool: pg.Pool, table: string): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `SELECT quote_ident(a.attname) AS name,
       (CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END)::regtype::text AS type
     FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum`,
    [table],
  );
  return rows;
}

const OTHER: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  text: "coalesce(COLUMN, '') || 'x'",
  bytea: "sha256(COLUMN)",
  jsonb: `COLUMN || '{"x": 1}'`,
  smallint: "COLUMN + 1",
  integer: "COLUMN + 1",
  bigint: "COLUMN + 1000000",
  xid8: "(COLUMN::text::bigint + 1)::text::xid8",
  "timestamp with time zone": "COLUMN + interval '1 microsecond'",
};

/** Another value for a column, as an expression. Throws for a type that nobody thought of. */
export function otherValue({ name, type }: Column): string {
  const other = OTHER[type];
  if (other === undefined) throw new Error(`how is a column of type ${type} edited?`);
  return other.replaceAll("COLUMN", name);
}

/** Takes the checks of a table and of its domains away: they are its owner's to drop. */
export const dropChecks = (table: string) => `DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT conname AS name FROM pg_constraint
    WHERE contype = 'c' AND conrelid = '${table}'::regclass
  LOOP EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', it.name); END LOOP;
  FOR it IN SELECT c.contypid::regtype AS domain, c.conname AS name FROM pg_constraint AS c
    WHERE c.contypid IN (SELECT atttypid FROM pg_attribute WHERE attrelid = '${table}'::regclass)
  LOOP EXECUTE format('ALTER DOMAIN %s DROP CONSTRAINT %I', it.domain, it.name); END LOOP;
END $$`;
