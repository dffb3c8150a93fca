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
    const byProcessor: number[] = [];
    const measured = await alternate(
      [
        {
          name: "read, tree, sign, insert, commit, ledger",
          prepare: () => trail.unseal(),
          round: async () => {
            const { events: count, seconds, processorSeconds } = await trail.seal();
            byProcessor.push(count / processorSeconds);
            return { count, seconds };
          },
        },
      ],
      bench.quick ? 1 : 5,
      1,
    );
    const { rates = [] } = measured[0] ?? {};
    // What it would be were the machine the sealer's alone: told beside the claim, which is the clock's.
    const alone = { name: "the same, by processor time", rates: byProcessor.slice(1) };
    const told = byProcessor.some(Number.isNaN) ? measured : [...measured, alone];
    return {
      tables: [
        {
          caption: `${bench.events.toLocaleString("en-GB")} events`,
          unit: "leaves",
          measured: told,
        },
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
