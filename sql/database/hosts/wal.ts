/** A place in the write-ahead log as the server writes it (`16/B374D848`), as one number to compare. */
export function parsePosition(text: string): bigint | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** One a second: a standby that is further behind is only known to be "at least" this late. */
const KEPT = 900;

/** Where the primary was when: tells how old the newest of what a standby has replayed is. */
export type PositionHistory = {
  add(atMs: number, position: bigint): void;
  /** Seconds by which `replayed` is behind at `nowMs`; undefined before the first entry. */
  lagSeconds(replayed: bigint, nowMs: number): number | undefined;
  clear(): void;
};

/**
 * By the clock of this process alone. `now() - pg_last_xact_replay_timestamp()` compares the clocks of two
 * servers, and grows while nobody writes.
 */
export function createPositionHistory(): PositionHistory {
  const entries: { readonly at: number; readonly position: bigint }[] = [];
  return {
    add: (at, position) => {
      entries.push({ at, position });
      if (entries.length > KEPT) entries.shift();
    },
    lagSeconds: (replayed, now) => {
      const [oldest] = entries;
      if (oldest === undefined) return undefined;
      const newest = entries.at(-1);
      if (newest !== undefined && replayed >= newest.position) return 0;
      const seen = entries.findLast(({ position }) => position <= replayed) ?? oldest;
      return (now - seen.at) / 1000;
    },
    clear: () => {
      entries.length = 0;
    },
  };
}
