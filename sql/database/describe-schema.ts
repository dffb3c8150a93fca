import type pg from "pg";
import { loadSql } from "./load-sql.ts";

const DESCRIBE = loadSql(import.meta.url, "./describe-schema.sql");

/**
 * The whole schema as text: roles, domains, tables, views, functions, with their constraints,
 * indexes, policies and grants. There is no pg_dump in the embedded Postgres, hence this one; it is
 * also easier to review.
 */
export async function describeSchema(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ object: string; line: string }>(DESCRIBE);
  let text = "";
  let object = "";
  for (const row of rows) {
    if (row.object !== object) text += `${object === "" ? "" : "\n"}${row.object}\n`;
    object = row.object;
    text += `  ${row.line}\n`;
  }
  return text;
}
