import type { Transaction } from "../../database/transaction.ts";
import { selectSealsFrom } from "../queries.ts";
import type { Seal } from "../seal.ts";
import type { Position } from "./position.ts";

/** Some two megabytes: memory is this many seals, not the chain's. */
const PAGE_SEALS = 4_000;

/** Seals `from` to `to`, both included, in their order; without `to` all that follow. */
export async function* readSeals(
  tx: Transaction,
  from: bigint,
  to: bigint | undefined,
): AsyncGenerator<Seal> {
  let next = from;
  for (;;) {
    const page = await selectSealsFrom(tx, String(next), PAGE_SEALS);
    for (const seal of page) {
      if (to !== undefined && BigInt(seal.n) > to) return;
      yield seal;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SEALS) return;
    next = BigInt(last.n) + 1n;
  }
}

/** One interval of transactions with its seals: one for each partition that has rows, or one of none. */
export type Interval = {
  readonly from: Position;
  readonly to: Position;
  readonly seals: readonly [Seal, ...Seal[]];
};

/** The intervals that a run of seals is about. */
export async function* readIntervals(seals: AsyncIterable<Seal>): AsyncGenerator<Interval> {
  let open: [Seal, ...Seal[]] | undefined;
  for await (const seal of seals) {
    if (seal.kind !== "interval") continue;
    if (open !== undefined && isSameInterval(open[0], seal)) {
      open.push(seal);
    } else {
      if (open !== undefined) yield interval(open);
      open = [seal];
    }
  }
  if (open !== undefined) yield interval(open);
}

function isSameInterval(one: Seal, other: Seal): boolean {
  return one.epoch === other.epoch && one.tx_from === other.tx_from && one.tx_to === other.tx_to;
}

function interval(seals: [Seal, ...Seal[]]): Interval {
  const [first] = seals;
  return { from: beginOf(first), to: endOf(first), seals };
}

export function beginOf(seal: Seal): Position {
  return { epoch: Number(seal.epoch), tx: BigInt(seal.tx_from) };
}

export function endOf(seal: Seal): Position {
  return { epoch: Number(seal.epoch), tx: BigInt(seal.tx_to) };
}
