import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";

const SELECT_TABLES = loadSql(import.meta.url, "./select-tables.sql");

export type ForeignKey = {
  readonly name: string;
  readonly target_schema: string;
  readonly target: string;
  readonly columns: readonly string[];
  readonly target_columns: readonly string[];
  /** ON DELETE or ON UPDATE SET NULL or SET DEFAULT. */
  readonly sets: boolean;
};

/** A table as the catalogue shows it. */
export type TableFacts = {
  readonly schema: string;
  readonly name: string;
  /** Every column, and whether it may be NULL. */
  readonly nullable: Readonly<Record<string, boolean>>;
  readonly is_multi_level: boolean;
  readonly inherits: boolean;
  readonly has_rules: boolean;
  readonly keys: readonly {
    readonly name: string;
    readonly kind: "primary" | "unique" | "exclusion";
    readonly columns: readonly string[];
    readonly definition: string;
  }[];
  readonly foreign_keys: readonly ForeignKey[];
  readonly triggers: readonly { readonly name: string; readonly function: string }[];
  readonly policies: readonly { readonly name: string; readonly has_subselect: boolean }[];
};

export async function selectTables(client: pg.ClientBase | pg.Pool): Promise<TableFacts[]> {
  return (await client.query<TableFacts>(SELECT_TABLES)).rows;
}
