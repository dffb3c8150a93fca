import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type pg from "pg";
import { composer } from "../database/composer.ts";
import type { Keys } from "../database/keys.ts";
import { inTransactionOn } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { SealError, seal, unseal } from "./seal.ts";
import type { SealedTable } from "./sealed-columns.ts";

/** Rows of one transaction: their locks are held for some ten milliseconds. */
const BATCH = 500;
const FIRST = "00000000-0000-0000-0000-000000000000";

type SealedRow = { id: string; key_id: string | null } & Record<string, Buffer | string | null>;

export type Rotation = {
  /** Values sealed anew, by column. */
  readonly sealed: Readonly<Record<string, number>>;
  /** Why values did not open, one for each row. */
  readonly faults: readonly string[];
};

/**
 * Seals everything of a table that is not under the newest key anew, in batches that commit by
 * themselves: killed, it goes on where it was; run again, it finds nothing to do. What people and
 * processes write meanwhile is theirs: a row is locked while it is changed, no longer. `client` is the
 * administrator's, who becomes the owner: no other role reads these columns.
 */
export async function rotateTable(
  client: pg.ClientBase,
  keys: Keys,
  table: SealedTable,
): Promise<Rotation> {
  const sealed = Object.fromEntries(table.columns.map((column) => [column, 0]));
  const faults: string[] = [];
  for (let last: string | undefined = FIRST; last !== undefined;) {
    const after: string = last;
    last = await inTransactionOn(client, "futuresync_owner", {}, async (tx) => {
      const rows = await tx.run(query<SealedRow>(selectBatch(table, keys, after)));
      const opened = rows.flatMap((row) => sealAnew(keys, table, row, faults));
      if (opened.length > 0) await write(tx, keys, table, opened);
      for (const column of table.columns) {
        sealed[column] = (sealed[column] ?? 0) + opened.filter((row) => row[column]).length;
      }
      return rows.at(-1)?.id;
    });
  }
  return { sealed, faults };
}

/** How many rows hang on each key but the newest. Reads the whole table. */
export async function selectOlderKeys(
  client: pg.ClientBase,
  keys: Keys,
  table: SealedTable,
): Promise<{ key_id: string | null; rows: number }[]> {
  return inTransactionOn(client, "futuresync_owner", {}, (tx) =>
    tx.run(
      query<{ key_id: string | null; rows: number }>(sql`
        SELECT ${sql.ref(table.keyColumn)} AS key_id, count(*) AS rows
        FROM ${sql.table(table.table)}
        WHERE ${isOlder(table, keys)}
        GROUP BY 1
        ORDER BY 1`),
    ),
  );
}

const query = <R>(text: RawBuilder<unknown>) => ({
  compile: () => (text as RawBuilder<R>).compile(composer),
});

const isOlder = ({ keyColumn, columns }: SealedTable, keys: Keys) =>
  sql`${sql.ref(keyColumn)} IS DISTINCT FROM ${keys.newest.id}
    AND num_nonnulls(${sql.join(columns.map((column) => sql.ref(column)))}) > 0`;

const selectBatch = (table: SealedTable, keys: Keys, after: string) => sql`
  SELECT ${sql.ref(table.idColumn)} AS id, ${sql.ref(table.keyColumn)} AS key_id,
    ${sql.join(table.columns.map((column) => sql.ref(column)))}
  FROM ${sql.table(table.table)}
  WHERE ${sql.ref(table.idColumn)} > ${after}::uuid AND ${isOlder(table, keys)}
  ORDER BY ${sql.ref(table.idColumn)}
  LIMIT ${BATCH}
  FOR UPDATE`;

/** The row with its values under the newest key; nothing, and a fault, when one of them does not open. */
function sealAnew(keys: Keys, table: SealedTable, row: SealedRow, faults: string[]): SealedRow[] {
  const anew: SealedRow = { ...row };
  try {
    for (const column of table.columns) {
      const value = row[column];
      if (!Buffer.isBuffer(value)) continue;
      const place = { table: table.table, column, id: row.id };
      anew[column] = seal(keys, place, unseal(keys, place, row.key_id ?? "none", value));
    }
    return [anew];
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    faults.push(error.message);
    return [];
  }
}

/** One event a batch, like any load of many rows (audit-log/README.md). */
async function write(
  tx: Transaction,
  keys: Keys,
  table: SealedTable,
  rows: readonly SealedRow[],
): Promise<void> {
  const columns = table.columns.map((column) => sql.ref(column));
  const arrays = table.columns.map((column) => sql`${rows.map((row) => row[column])}::bytea[]`);
  await tx.rows(
    "SELECT set_config('app.bulk_load', record_event('rotate-keys', $1, NULL, NULL, $2)::text, true)",
    [table.table.replaceAll("_", "-"), { rows: rows.length, key_id: keys.newest.id }],
  );
  await tx.run(
    query(sql`
      UPDATE ${sql.table(table.table)} AS r
      SET ${sql.join(columns.map((column) => sql`${column} = n.${column}`))},
        ${sql.ref(table.keyColumn)} = ${keys.newest.id}
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${sql.join(arrays)})
        AS n (id, ${sql.join(columns)})
      WHERE r.${sql.ref(table.idColumn)} = n.id`),
  );
}
