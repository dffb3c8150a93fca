import { alternate, costOf } from "./frame/alternate.ts";
import type { Side } from "./frame/alternate.ts";
import type { Benchmark, Claim, Table } from "./frame/benchmark.ts";
import { openClients } from "./frame/clients.ts";
import type { Load } from "./frame/clients.ts";
import type { BenchDatabase } from "./frame/database.ts";
import { leaveOut } from "./frame/without.ts";

const WHOLE = "the event as it is";
const HASHED = ["leaf", "commitment"] as const;

type Variant = { readonly name: string; readonly make: (database: BenchDatabase) => Promise<void> };

const dropIndex = async ({ adminPool }: BenchDatabase) => {
  await adminPool.query("DROP INDEX audit_log_seal_idx");
};
const asItIs: Variant = { name: WHOLE, make: async () => undefined };
const noLeaf: Variant = { name: "without leaf", make: (database) => leaveOut(database, ["leaf"]) };
const noHash: Variant = {
  name: "without leaf and commitment",
  make: (database) => leaveOut(database, HASHED),
};
/** What is what of it. */
const PARTS: readonly Variant[] = [
  {
    name: "without the leaf's sha256, its canonical form written still",
    make: (database) => leaveOut(database, ["hash of the leaf"]),
  },
  {
    name: "without the salt's random bytes",
    make: (database) => leaveOut(database, ["salt"]),
  },
  { name: "without the index that seals are read by", make: dropIndex },
  {
    name: "without leaf, commitment, salt and index",
    make: async (database) => {
      await leaveOut(database, [...HASHED, "salt"]);
      await dropIndex(database);
    },
  },
];

const EACH: Load = { act: "look", milliseconds: 300, perTransaction: 1, clock: "wall" };
const BARE: Load = { act: "look", milliseconds: 200, perTransaction: 500, clock: "processor" };
const LOADS = [
  { caption: "1 client, a commit for each event", clients: 1, load: EACH, parts: [] },
  { caption: "16 clients, a commit for each event", clients: 16, load: EACH, parts: [] },
  // No commit hides what is computed, and no neighbour disturbs it: the dearest the leaf can look.
  { caption: "500 events a commit, processor time", clients: 1, load: BARE, parts: PARTS },
] as const;

export const leafHashing: Benchmark = {
  name: "leaf-hashing",
  title: "Leaf hashing on insert",
  compares:
    "The product's function that writes an event (`record_event`: a colleague looks at a person) against the " +
    "same function without the leaf (canonical form and sha256), and without leaf and commitment; in the last table " +
    "also part by part.",
  run: async (bench) => {
    const tables: Table[] = [];
    const claims: Claim[] = [];
    for (const { caption, clients, load, parts } of LOADS) {
      const sides: Side[] = [];
      for (const { name, make } of [asItIs, noLeaf, noHash, ...parts]) {
        const database = await bench.database();
        await make(database);
        const connections = await openClients(database, clients);
        bench.onEnd(() => connections.end());
        sides.push({ name, round: () => connections.work(load) });
      }
      const measured = await alternate(sides, bench.quick ? 3 : 21);
      tables.push({ caption, unit: "events", measured, against: WHOLE });
      const claim = (says: string, cheap: Variant): Claim => ({
        says: `${says}: ${caption}`,
        value: costOf(measured, WHOLE, cheap.name),
        unit: "percent",
        limit: { is: "below", value: 0.25 },
      });
      claims.push(claim("cost of the leaf", noLeaf), claim("cost of leaf and commitment", noHash));
    }
    return { tables, claims };
  },
};
