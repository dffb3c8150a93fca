import { createHash } from "node:crypto";
import { catalogue } from "./catalogue.ts";
import { thirdParty } from "./entry.ts";
import type { ColumnEntry, PersonPath } from "./entry.ts";

export type ExportQuery = {
  readonly table: string;
  /** Text of a SELECT of the person's rows; the person's id is its one parameter. */
  readonly text: string;
};

/** One query for each table that has a path to the person, in the catalogue's order. */
export function exportQueries(): readonly ExportQuery[] {
  return Object.entries(catalogue).flatMap(([table, { person, columns }]) => {
    if (person === null) return [];
    const selected = Object.entries(columns).flatMap(([name, entry]) => selection(name, entry));
    const text = `SELECT ${selected.join(", ")} FROM ${quote(table)} AS t WHERE ${condition("t", person)}`;
    return [{ table, text }];
  });
}

/** Which catalogue an export was made by: sha256, in hexadecimal. */
export function catalogueHash(): string {
  return createHash("sha256").update(JSON.stringify(catalogue)).digest("hex");
}

function selection(name: string, entry: ColumnEntry): string[] {
  if (entry.export === true) return [`t.${quote(name)}`];
  if ("omit" in entry.export) return [];
  const keys = entry.export.withoutKeys.map((key) => `'${word(key)}'`).join(", ");
  const others = entry.export.withoutOthersIn.flatMap((object) =>
    othersColumns().map((column) => ` #- ARRAY['${word(object)}', '${word(column)}']`),
  );
  return [`(t.${quote(name)} - ARRAY[${keys}])${others.join("")} AS ${quote(name)}`];
}

/** Names of the columns that hold somebody else's id, of all tables. */
function othersColumns(): readonly string[] {
  const columns = Object.values(catalogue).flatMap((table) =>
    Object.entries<ColumnEntry>(table.columns)
      .filter(([, entry]) => entry === thirdParty)
      .map(([name]) => name),
  );
  return [...new Set(columns)].toSorted();
}

/** Sub-selects rather than joins: a row comes once, however many ways lead to it. */
function condition(alias: string, path: PersonPath): string {
  if ("any" in path) {
    return `(${path.any.map((one) => condition(alias, one)).join(" OR ")})`;
  }
  if ("address" in path) {
    const address = `SELECT lower(p.email) COLLATE "C" FROM users AS p WHERE p.id = $1::uuid`;
    return `lower(${alias}.${quote(path.address)}) COLLATE "C" = (${address})`;
  }
  if (!("via" in path)) return `${alias}.${quote(path.column)} = $1::uuid`;
  const [step, ...rest] = path.via;
  if (step === undefined) return condition(alias, { column: path.column });
  const next = `${alias}_${step.table}`;
  const inner = condition(next, { via: rest, column: path.column });
  return `${alias}.${quote(step.column)} IN (SELECT ${next}.${quote(step.key)} FROM ${quote(step.table)} AS ${next} WHERE ${inner})`;
}

/** The catalogue is code, so this refuses mistakes and not attackers. */
function word(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`not a column or table name: ${name}`);
  return name;
}

function quote(name: string): string {
  return `"${word(name)}"`;
}
