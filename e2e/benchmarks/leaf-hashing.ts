import { alternate, costOf } from "./frame/alternate.ts";
import type { Measured, Side } from "./frame/alternate.ts";
import type { Bench, Benchmark, Claim, Table } from "./frame/benchmark.ts";
import { openClients } from "./frame/clients.ts";
import type { Load } from "./frame/clients.ts";
import { leaveOut } from "./frame/without.ts";
import type { Step } from "./frame/without.ts";

const WHOLE = "the event as it is";
const NO_LEAF = "without leaf";
const NO_HASH = "without leaf and commitment";

const SIDES: readonly (readonly [string, readonly Step[]])[] = [
  [WHOLE, []],
  [NO_LEAF, ["leaf"]],
  [NO_HASH, ["leaf", "commitment"]],
];

const EACH: Load = { act: "look", milliseconds: 300, perTransaction: 1, clock: "wall" };
const LOADS: readonly { caption: string; clients: number; load: Load }[] = [
  { caption: "1 client, a commit for each event", clients: 1, load: EACH },
  { caption: "16 clients, a commit for each event", clients: 16, load: EACH },
  // No commit hides what is computed, and no neighbour disturbs it: the dearest the leaf can look.
  {
    caption: "500 events a transaction, processor time",
    clients: 1,
    load: { ...EACH, perTransaction: 500, clock: "processor" },
  },
];

export const leafHashing: Benchmark = {
  name: "leaf-hashing",
  title: "Leaf hashing on insert",
  compares:
    "The product's function that writes an event (`record_event`: a colleague looks at a person) against the " +
    "same function without the leaf (canonical form and sha256), and without leaf and commitment.",
  run: async (bench) => {
    const tables: Table[] = [];
    const claims: Claim[] = [];
    for (const { caption, clients, load } of LOADS) {
      const measured = await measure(bench, clients, load);
      tables.push({ caption, unit: "events", measured });
      for (const [says, cheap] of [
        ["cost of the leaf", NO_LEAF],
        ["cost of leaf and commitment", NO_HASH],
      ] as const) {
        claims.push({
          says: `${says}: ${caption}`,
          value: costOf(measured, WHOLE, cheap),
          unit: "percent",
          limit: { is: "below", value: 0.25 },
        });
      }
    }
    return { tables, claims };
  },
};

async function measure(bench: Bench, clients: number, load: Load): Promise<Measured[]> {
  const sides: Side[] = [];
  for (const [name, steps] of SIDES) {
    const database = await bench.database();
    await leaveOut(database, steps);
    const connections = await openClients(database, clients);
    bench.onEnd(() => connections.end());
    sides.push({ name, round: () => connections.work(load) });
  }
  return alternate(sides, bench.quick ? 3 : 15);
}
