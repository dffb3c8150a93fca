import { alternate, timesAsFast } from "./frame/alternate.ts";
import type { Side } from "./frame/alternate.ts";
import type { Benchmark } from "./frame/benchmark.ts";
import { openClients } from "./frame/clients.ts";
import type { BenchDatabase } from "./frame/database.ts";
import { changeWriter } from "./frame/without.ts";

const TREES = "leaves, sealed later";
const CHAIN = "a chain from row to row";

export const hashChain: Benchmark = {
  name: "hash-chain",
  title: "Leaves against a chain of hashes",
  compares:
    "16 clients write events, each with its own commit: ours, whose leaves know nothing of each other, against " +
    "the same with each row holding the hash of the one before it. Such a chain has one head, locked from the " +
    "hash until the commit, so that its writers wait for each other's disk.",
  run: async (bench) => {
    const sides: Side[] = [];
    for (const name of [TREES, CHAIN]) {
      const database = await bench.database();
      if (name === CHAIN) await chainRows(database);
      const clients = await openClients(database, 16);
      bench.onEnd(() => clients.end());
      const load = { act: "look", milliseconds: 400, perTransaction: 1, clock: "wall" } as const;
      sides.push({ name, round: () => clients.work(load) });
    }
    const measured = await alternate(sides, bench.quick ? 3 : 11);
    return {
      tables: [{ caption: "16 clients", unit: "events", measured }],
      claims: [
        {
          says: "events without a chain against events in one, 16 clients",
          value: timesAsFast(measured, TREES, CHAIN),
          unit: "times",
          limit: { is: "at least", value: 2 },
        },
      ],
    };
  },
};

/** As sparing as a chain can be: one row holds the head, and the lock on it is taken last. */
async function chainRows(database: BenchDatabase): Promise<void> {
  await database.adminPool.query(
    `CREATE TABLE bench_chain (head bytea NOT NULL) WITH (fillfactor = 10);
     INSERT INTO bench_chain VALUES ('');
     ALTER TABLE bench_chain OWNER TO futuresync_owner`,
  );
  await changeWriter(database, [
    [
      /event\.leaf := sha256\((.*?)\);\n/s,
      "UPDATE bench_chain AS c SET head = sha256(c.head || $1) RETURNING c.head INTO event.leaf;\n",
    ],
  ]);
}
