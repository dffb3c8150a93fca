import type { TableFacts } from "./facts.ts";
import { STEPS, obstaclesOf } from "./obstacles.ts";
import type { Kind, Obstacle } from "./obstacles.ts";
import { placementOf } from "./placements.ts";
import type { Placement } from "./placements.ts";

type Judged = {
  readonly table: TableFacts;
  readonly name: string;
  readonly placement: Placement;
  readonly obstacles: readonly Obstacle[];
};

const TITLES = {
  distributed: "Distributed: the rows of one person together, on one machine",
  reference: "Reference: whole on every machine",
  local: "Local: on the coordinator alone",
  unplaced: "Without a place",
} as const;

/** The report: table by table what stands in the way, then the plan. It changes and decides nothing. */
export function distributionReport(tables: readonly TableFacts[]): string {
  const judged = tables.map((table) => ({
    table,
    name: table.schema === "public" ? table.name : `${table.schema}.${table.name}`,
    placement: placementOf(table),
    obstacles: obstaclesOf(table, tables),
  }));
  return [
    "A report: it reads the catalogue and changes nothing. What it says of Citus is Citus's documentation,",
    "not a trial: no server with Citus runs here.",
    ...sections(judged),
    "",
    "The plan",
    ...numbered([...remainingSteps(judged), ...placing(judged)]),
    "",
    "What the catalogue does not say: which queries name a person and meet one machine, and which (lists,",
    "searches, readings for staff) ask all of them, where FOR UPDATE is refused. That is measured before",
    "anything is distributed.",
    "",
  ].join("\n");
}

function sections(judged: readonly Judged[]): string[] {
  return (["distributed", "reference", "local", "unplaced"] as const).flatMap((kind) => {
    const here = judged.filter(({ placement }) => placement.kind === kind);
    if (here.length === 0) return [];
    return ["", `${TITLES[kind]} (${here.length})`, ...here.flatMap(describeTable)];
  });
}

function describeTable({ name, placement, obstacles }: Judged): string[] {
  const by = placement.kind === "distributed" ? ` by ${placement.column}` : "";
  return [
    `  ${name}${by}: ${placement.why}${obstacles.length === 0 ? "; nothing in the way" : ""}`,
    ...obstacles.map(({ kind, what }) => `      ${kind}: ${what}`),
  ];
}

/** One step for each kind of obstacle there is, in the order of STEPS. */
function remainingSteps(judged: readonly Judged[]): string[] {
  return (Object.keys(STEPS) as Kind[]).flatMap((kind) => {
    const met = judged.filter(({ obstacles }) => obstacles.some((one) => one.kind === kind));
    if (met.length === 0) return [];
    return [`${kind} (${met.map(({ name }) => name).join(", ")}): ${STEPS[kind]}`];
  });
}

/** Reference tables first, and every table after those it points to. */
function placing(judged: readonly Judged[]): string[] {
  const [first, ...others] = inOrder(judged.filter(isDistributed));
  return [
    "settings: policies on the shards read app.* there. Citus passes on SET LOCAL (citus.propagate_set_commands = 'local'), not set_config(): inTransaction() says SET LOCAL",
    "CREATE EXTENSION citus on every machine, and citus_add_node() for each worker",
    ...inOrder(judged.filter(({ placement }) => placement.kind === "reference")).map(
      ({ name }) => `SELECT create_reference_table('${name}');`,
    ),
    ...(first === undefined ? [] : [distribute(first)]),
    ...others.map((table) => distribute(table, first?.name)),
    `stay local: ${localNames(judged).join(", ")}`,
    "SELECT citus_add_local_table_to_metadata('…') for each local table with a foreign key to a reference table, or from one",
  ];
}

/** The inside of another schema is its own business: its name stands for it. */
function localNames(judged: readonly Judged[]): string[] {
  const local = judged.filter(({ placement }) => placement.kind === "local");
  return [
    ...new Set(
      local.map(({ name, table }) => (table.schema === "public" ? name : `${table.schema}.*`)),
    ),
  ];
}

const isDistributed = ({ placement }: Judged): boolean => placement.kind === "distributed";

function distribute({ name, placement }: Judged, together?: string): string {
  const column = placement.kind === "distributed" ? placement.column : "";
  const colocation = together === undefined ? "" : `, colocate_with => '${together}'`;
  return `SELECT create_distributed_table('${name}', '${column}'${colocation});`;
}

function inOrder(tables: readonly Judged[]): Judged[] {
  const done = new Set<Judged>();
  const visit = (one: Judged): void => {
    if (done.has(one)) return;
    const targets = new Set(one.table.foreign_keys.map(({ target }) => target));
    for (const other of tables) if (other !== one && targets.has(other.table.name)) visit(other);
    done.add(one);
  };
  // The person's own table leads: the others are put beside it.
  for (const one of tables.filter(({ name }) => name === "users")) visit(one);
  for (const one of tables) visit(one);
  return [...done];
}

const numbered = (lines: readonly string[]): string[] =>
  lines.map((line, index) => `  ${String(index + 1).padStart(2)}. ${line}`);
