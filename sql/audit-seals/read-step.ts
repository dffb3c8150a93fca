import type { Transaction } from "../database/transaction.ts";
import { LEAVES_PER_STEP } from "./intervals.ts";
import type { TransactionSize } from "./intervals.ts";
import { HASH_BYTES } from "./merkle.ts";
import { selectLeaves } from "./queries.ts";
import type { PartitionLeaves } from "./queries.ts";

const TX_BYTES = 8;

type Range = { readonly epoch: string; readonly from: bigint; readonly to: bigint };

type Partition = {
  readonly name: string;
  /** The leaves of the transactions below `tx` that were not taken before. */
  takeBelow(tx: bigint): Buffer;
};

export type Step = {
  readonly partitions: readonly Partition[];
  /** Every event of the range below it is in `partitions`. */
  readonly to: bigint;
  /** The transactions below `to` that wrote events, in their order, over all partitions. */
  readonly sizes: readonly TransactionSize[];
};

/** The beginning of a range: as much of it as is held in memory at once, whole transactions only. */
export async function readStep(tx: Transaction, range: Range): Promise<Step> {
  const begun = await selectLeaves(tx, range, LEAVES_PER_STEP);
  const to = wholeBelow(begun, range.to);
  if (begun.some(({ transactions }) => transactions.readBigUInt64BE(0) < to) || to === range.to) {
    return stepOf(begun, to);
  }
  // The first transaction alone is more than a step: it is not cut.
  const one = { ...range, to: to + 1n };
  return stepOf(await selectLeaves(tx, one, null), one.to);
}

/** Where the last transaction begins of a partition of which there may be more: it may go on behind. */
function wholeBelow(partitions: readonly PartitionLeaves[], end: bigint): bigint {
  let to = end;
  for (const { transactions } of partitions) {
    if (transactions.length < LEAVES_PER_STEP * TX_BYTES) continue;
    const last = transactions.readBigUInt64BE(transactions.length - TX_BYTES);
    if (last < to) to = last;
  }
  return to;
}

function stepOf(read: readonly PartitionLeaves[], to: bigint): Step {
  const runs = read.map(({ transactions }) => sizesBelow(transactions, to));
  const [only = []] = runs;
  return {
    to,
    sizes: runs.length > 1 ? merge(runs) : only,
    partitions: read.map(({ partition, leaves }, index) => {
      const sizes = runs[index] ?? [];
      let next = 0;
      let taken = 0;
      return {
        name: partition,
        takeBelow: (tx) => {
          const begin = taken;
          for (let size = sizes[next]; size !== undefined && size.tx < tx; size = sizes[next]) {
            taken += size.events * HASH_BYTES;
            next += 1;
          }
          return leaves.subarray(begin, taken);
        },
      };
    }),
  };
}

function sizesBelow(transactions: Buffer, to: bigint): TransactionSize[] {
  const sizes: TransactionSize[] = [];
  let at = 0;
  while (at < transactions.length) {
    const begin = at;
    const tx = transactions.readBigUInt64BE(at);
    if (tx >= to) break;
    do at += TX_BYTES;
    while (at < transactions.length && transactions.readBigUInt64BE(at) === tx);
    sizes.push({ tx, events: (at - begin) / TX_BYTES });
  }
  return sizes;
}

/** One transaction may have written into several partitions: by the time of its events. */
function merge(runs: readonly (readonly TransactionSize[])[]): TransactionSize[] {
  const sums = new Map<bigint, number>();
  for (const { tx, events } of runs.flat()) sums.set(tx, (sums.get(tx) ?? 0) + events);
  return [...sums]
    .map(([tx, events]) => ({ tx, events }))
    .toSorted((one, other) => (one.tx < other.tx ? -1 : 1));
}
