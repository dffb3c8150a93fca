import type { Measured, Spread } from "./alternate.ts";
import type { BenchDatabase } from "./database.ts";
import type { Trail } from "./trail.ts";

/** One file, one benchmark, one line in list.ts. */
export type Benchmark = {
  /** As `npm run bench -- NAME` takes it. */
  readonly name: string;
  /** The heading and the text above its figures in RESULTS.md: what is compared, and how. */
  readonly title: string;
  readonly compares: string;
  readonly run: (bench: Bench) => Promise<Findings>;
};

/** What a benchmark is handed. */
type Bench = {
  /** A database of its own, with 1,000 people and no load. */
  database(): Promise<BenchDatabase>;
  /** One for all who ask: the trail of a year or so. Whoever asks seals it, or unseals it, first. */
  trail(): Promise<Trail>;
  /** How many it has. */
  readonly events: number;
  /** Runs when the benchmark has ended, however it did. */
  onEnd(undo: () => Promise<void>): void;
  /** Fewer rounds and smaller samples: to see that it runs, not to be quoted. */
  readonly quick: boolean;
};

export type Findings = {
  readonly tables: readonly Table[];
  readonly claims: readonly Claim[];
};

export type Table = {
  readonly caption: string;
  /** What is counted: events, leaves. */
  readonly unit: string;
  readonly measured: readonly Measured[];
  /** A side: the others are told by what it costs more than they do. */
  readonly against?: string;
};

/** What we promise: when it does not hold, the command fails. Without a limit it is for information. */
export type Claim = {
  readonly says: string;
  readonly value: Spread;
  readonly unit: "percent" | "times" | "per second" | "MB";
  readonly limit?: { readonly is: "below" | "at least"; readonly value: number };
};

export function holds({ value, limit }: Claim): boolean {
  if (limit === undefined) return true;
  return limit.is === "below" ? value.median < limit.value : value.median >= limit.value;
}
