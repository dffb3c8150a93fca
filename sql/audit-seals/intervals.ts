/** An inclusion proof reads the leaves of one tree: at most these, unless one transaction has more. */
const LEAVES_PER_INTERVAL = 4_096;
/** Leaves in memory at once, of each partition: two megabytes. */
export const LEAVES_PER_STEP = 65_536;

export type TransactionSize = { readonly tx: bigint; readonly events: number };

export type Intervals = {
  /** Where each begins; each ends where the next one begins, the last at `to`. */
  readonly begins: readonly bigint[];
  readonly to: bigint;
};

/**
 * Cuts a range of transactions into intervals of at most 4,096 events, between transactions only. Takes
 * in as many of `sizes` (in their order) as one step may hold; `to` is where it stopped, or `end`.
 */
export function planIntervals(
  sizes: readonly TransactionSize[],
  from: bigint,
  end: bigint,
): Intervals {
  const begins = [from];
  let inInterval = 0;
  let inStep = 0;
  for (const { tx, events } of sizes) {
    if (inStep > 0 && inStep + events > LEAVES_PER_STEP) return { begins, to: tx };
    if (inInterval > 0 && inInterval + events > LEAVES_PER_INTERVAL) {
      begins.push(tx);
      inInterval = 0;
    }
    inInterval += events;
    inStep += events;
  }
  return { begins, to: end };
}
