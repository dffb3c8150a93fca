import { alternate, spreadOf } from "./frame/alternate.ts";
import type { Benchmark } from "./frame/benchmark.ts";

export const sealing: Benchmark = {
  name: "sealing",
  title: "Sealing",
  compares:
    "The product's sealer over a whole backlog, from the first event to the transaction horizon: it reads the " +
    "leaves, builds the trees, signs their roots, inserts and commits the seals and appends their heads to the " +
    "ledger. The same events every round: the seals are taken away in between.",
  run: async (bench) => {
    const trail = await bench.trail();
    const measured = await alternate(
      [
        {
          name: "read, tree, sign, insert, commit, ledger",
          prepare: () => trail.unseal(),
          round: async () => {
            const begun = performance.now();
            const count = await trail.seal();
            return { count, seconds: (performance.now() - begun) / 1000 };
          },
        },
      ],
      bench.quick ? 1 : 5,
      1,
    );
    const { rates = [] } = measured[0] ?? {};
    return {
      tables: [
        { caption: `${bench.events.toLocaleString("en-GB")} events`, unit: "leaves", measured },
      ],
      claims: [
        {
          says: "sealing, end to end",
          value: spreadOf(rates),
          unit: "per second",
          limit: { is: "at least", value: 250_000 },
        },
      ],
    };
  },
};
