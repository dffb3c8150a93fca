import type { Sample } from "./clients.ts";

/** One of the things that are compared. */
export type Side = {
  readonly name: string;
  /** Before each round, and not part of what is measured. */
  readonly prepare?: () => Promise<void>;
  readonly round: () => Promise<Sample>;
};

/** What a side did in each round, per second. */
export type Measured = { readonly name: string; readonly rates: readonly number[] };

/** The middle one, and between what the middle half of them lies: one round that was disturbed says nothing. */
export type Spread = { readonly median: number; readonly from: number; readonly to: number };

/**
 * Round after round, every side in each, the order turned about every time: what the machine does
 * meanwhile meets all of them. `warmUp` rounds before them are not counted.
 */
export async function alternate(
  sides: readonly Side[],
  rounds: number,
  warmUp = 2,
): Promise<Measured[]> {
  const rates = sides.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    const order = [...sides.entries()];
    for (const [index, side] of round % 2 === 0 ? order : order.toReversed()) {
      await side.prepare?.();
      const { count, seconds } = await side.round();
      if (count === 0) throw new Error(`${side.name} did nothing in ${seconds.toFixed(2)} s`);
      if (round >= 0) rates[index]?.push(count / seconds);
    }
  }
  return sides.map(({ name }, index) => ({ name, rates: rates[index] ?? [] }));
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error("nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? NaN;
    return below + ((sorted[Math.ceil(place)] ?? NaN) - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), from: at(0.25), to: at(0.75) };
}

/** How many times as fast the first is as the second: round by round, since both met the same machine there. */
export function timesAsFast(measured: readonly Measured[], first: string, second: string): Spread {
  const rates = (name: string) => {
    const side = measured.find((side) => side.name === name);
    if (side === undefined) throw new Error(`no side is called ${name}`);
    return side.rates;
  };
  const others = rates(second);
  return spreadOf(rates(first).map((rate, round) => rate / (others[round] ?? NaN)));
}

/** What `dear` takes beyond `cheap`, as a part of what `cheap` takes: 0.05 is 5 %. */
export function costOf(measured: readonly Measured[], dear: string, cheap: string): Spread {
  const { median, from, to } = timesAsFast(measured, cheap, dear);
  return { median: median - 1, from: from - 1, to: to - 1 };
}
