import type pg from "pg";
import { z } from "zod";
import { rangeColumn } from "../../http/served.ts";

/** Filters that are no column of the resource's table, by `resource.filter`: what is common there. */
const SPECIAL: Readonly<Record<string, string>> = {
  "organizations.q": commonestParts("organizations", "name"),
  "audit-log.subject_id": realIdOf("subject"),
  "audit-log.actor_id": realIdOf("actor"),
  "audit-log.resource_id": realIdOf("resource_id"),
  "audit-log.looked": "SELECT unnest(ARRAY[true, false]) AS value",
};

function realIdOf(column: string): string {
  return `SELECT p.real_id AS value
    FROM (SELECT ${column}, count(*) FROM audit_log WHERE ${column} IS NOT NULL GROUP BY 1
      ORDER BY 2 DESC LIMIT 1) AS e
    JOIN audit_pseudonyms AS p ON p.pseudonym = e.${column}`;
}

/** The commonest letter, pair and three letters of a text, and a part that is rare. */
export function commonestParts(table: string, column: string): string {
  return `(SELECT DISTINCT ON (length(part)) part AS value
      FROM (
        SELECT substr(lower(${column}), at, size) AS part, count(*)
        FROM (SELECT ${column} FROM ${table} LIMIT 5000) AS sample,
          generate_series(1, 40) AS at, generate_series(1, 3) AS size
        WHERE at + size - 1 <= length(${column})
        GROUP BY 1
      ) AS parts
      WHERE part ~ '^[a-z]+$'
      ORDER BY length(part), count DESC)
    UNION ALL SELECT 'qzx'`;
}

/** The values of one filter that are worth trying: the commonest, every one of an enumeration. */
export async function valuesOf(
  admin: pg.ClientBase,
  resource: string,
  key: string,
  filter: z.ZodType,
): Promise<readonly unknown[]> {
  const { shapes, most } = unwrap(filter);
  for (const shape of shapes) {
    if (shape instanceof z.ZodBoolean) return [true, false];
    if (shape instanceof z.ZodEnum) return shape.options;
  }
  const table = resource.replaceAll("-", "_");
  const special = SPECIAL[`${resource}.${key}`];
  if (special !== undefined) return select(admin, special);
  const column = rangeColumn(key);
  if (column !== undefined) {
    // Most rows lie on its open side; two ranges together leave a fifth.
    const part = key.includes("_g") ? 0.4 : 0.6;
    return select(
      admin,
      `SELECT to_json(percentile_disc(${part}) WITHIN GROUP (ORDER BY ${column})) #>> '{}' AS value
       FROM ${table}`,
    );
  }
  // Every value that a thousandth of the rows has; of those that nearly each row has its own, one or two.
  const common = await select(
    admin,
    `SELECT ${key} AS value FROM ${table} WHERE ${key} IS NOT NULL
     GROUP BY 1 ORDER BY count(*) DESC, md5(${key}::text)
     LIMIT greatest(${Math.max(most, 1)}, least(8, (
       SELECT count(*) FROM (
         SELECT FROM ${table} GROUP BY ${key}
         HAVING count(*) > (SELECT count(*) / 1000 FROM ${table})
       ) AS frequent)))`,
  );
  return most > 0 ? [common[0], common] : common;
}

async function select(admin: pg.ClientBase, text: string): Promise<unknown[]> {
  const { rows } = await admin.query<{ value: unknown }>(text);
  return rows.map(({ value }) => value);
}

/** What stands inside optional values and lists of them, and how many a list may hold. */
function unwrap(type: z.ZodType): { shapes: z.ZodType[]; most: number } {
  if (type instanceof z.ZodOptional) return unwrap(type.unwrap() as z.ZodType);
  if (type instanceof z.ZodArray) {
    return { ...unwrap(type.element as z.ZodType), most: longest(type) };
  }
  if (type instanceof z.ZodUnion) {
    const parts = (type.options as z.ZodType[]).map(unwrap);
    return {
      shapes: parts.flatMap(({ shapes }) => shapes),
      most: Math.max(...parts.map(({ most }) => most)),
    };
  }
  return { shapes: [type], most: 0 };
}

function longest(type: z.ZodArray): number {
  const { maxItems } = z.toJSONSchema(type);
  if (maxItems === undefined) throw new Error("a filter takes a list without end");
  return maxItems;
}
