import type { ForeignKey, TableFacts } from "./facts.ts";
import { placementOf } from "./placements.ts";
import type { Placement } from "./placements.ts";

/**
 * What Citus refuses (its documentation, "Creating and Modifying Distributed Objects", and the errors of
 * its source, commands/trigger.c and policy.c), in the order in which it would be dealt with, and how.
 */
export const STEPS = {
  unplaced: "say where the table belongs (sql/distribution/placements.ts)",
  nullable:
    "a row without a person has no machine: a person for each row and NOT NULL (recipes 2 and 5), or a local table for those of nobody",
  "primary key":
    "the key takes the person in, (id, user_id): the unique index CONCURRENTLY, the foreign keys to it, then DROP CONSTRAINT and ADD PRIMARY KEY USING INDEX in one short transaction",
  "unique key":
    "unique for each person: the person's column joins the key. Unique among all (an address, a token, an id of another company): a local table of the values, claimed in the same transaction",
  "exclusion constraint": "the person's column joins the constraint with =",
  "foreign key":
    "between rows of a person the person's column joins both sides; between a person's row and a local one the constraint goes, and a check that counts orphans takes its place",
  trigger:
    "Citus runs none on its shards unless citus.enable_unsafe_triggers allows those that touch their own row alone; an event, a notice or a check across rows moves into the statement that makes the change",
  policy: "no sub-select: a setting or a column of the row (sql/README.md)",
  "multi-level partitions": "one level of partitions",
  "rule or inheritance": "a view, a function or a partition in its place",
} as const;

const KEYS = {
  primary: "primary key",
  unique: "unique key",
  exclusion: "exclusion constraint",
} as const;

export type Kind = keyof typeof STEPS;
export type Obstacle = { readonly kind: Kind; readonly what: string };

/** What stands between a table and its place; `all` are the tables it may point to. */
export function obstaclesOf(table: TableFacts, all: readonly TableFacts[]): Obstacle[] {
  const placement = placementOf(table);
  if (placement.kind === "unplaced") return [{ kind: "unplaced", what: placement.why }];
  const found: Obstacle[] = [];
  for (const key of table.foreign_keys) {
    const what = acrossPlaces(placement, key, all);
    if (what !== undefined) found.push({ kind: "foreign key", what: `${key.name} ${what}` });
  }
  if (placement.kind === "local") return found;
  found.push(...onEveryMachine(table));
  if (placement.kind === "distributed") found.push(...onOneMachine(table, placement.column));
  return found;
}

/** What a table on many machines, distributed or reference, may not have. */
function onEveryMachine(table: TableFacts): Obstacle[] {
  const found: Obstacle[] = table.triggers.map((trigger) => ({
    kind: "trigger",
    what: `${trigger.name} runs ${trigger.function}()`,
  }));
  for (const { name, has_subselect } of table.policies) {
    if (has_subselect) found.push({ kind: "policy", what: `${name} has a sub-select` });
  }
  if (table.is_multi_level) {
    found.push({ kind: "multi-level partitions", what: "a partition has partitions" });
  }
  if (table.inherits) {
    found.push({ kind: "rule or inheritance", what: "it inherits, or is inherited" });
  }
  if (table.has_rules) found.push({ kind: "rule or inheritance", what: "it has a rule" });
  return found;
}

/** What keeps the rows of one person from being told by `column` alone. */
function onOneMachine(table: TableFacts, column: string): Obstacle[] {
  const found: Obstacle[] = [];
  if (table.nullable[column] === true) {
    found.push({ kind: "nullable", what: `${column} may be NULL` });
  }
  for (const { name, kind, columns, definition } of table.keys) {
    if (!columns.includes(column)) {
      found.push({ kind: KEYS[kind], what: `${name} ${definition} lacks ${column}` });
    }
  }
  return found;
}

/** Why the key cannot stay, or nothing: it may point within a person's rows and to reference tables. */
function acrossPlaces(
  from: Placement,
  key: ForeignKey,
  all: readonly TableFacts[],
): string | undefined {
  const target = all.find(
    ({ schema, name }) => schema === key.target_schema && name === key.target,
  );
  if (target === undefined) return undefined;
  const to = placementOf(target);
  const route = `leads from a ${from.kind} table to ${key.target}, which is ${to.kind}`;
  if (from.kind !== "distributed" || to.kind !== "distributed") {
    // Everybody may point to a reference table, and the coordinator has its own and the local ones.
    const isTogether = from.kind === "reference" && to.kind === "local";
    return to.kind === "reference" || from.kind === to.kind || isTogether ? undefined : route;
  }
  const position = key.columns.indexOf(from.column);
  if (position === -1 || key.target_columns[position] !== to.column) {
    return `leads to ${key.target} without ${from.column}: to rows of another person, on another machine`;
  }
  return key.sets ? `would set ${from.column}, the person, on DELETE or UPDATE` : undefined;
}
