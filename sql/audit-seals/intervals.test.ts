import { expect, it } from "vitest";
import { planIntervals } from "./intervals.ts";

const sizes = (...events: number[]) =>
  events.map((count, index) => ({ tx: BigInt(10 + index), events: count }));

it("is one interval to the end where little was written, or nothing", () => {
  expect(planIntervals([], 5n, 90n)).toEqual({ begins: [5n], to: 90n });
  expect(planIntervals(sizes(4_000, 96), 5n, 90n)).toEqual({ begins: [5n], to: 90n });
});

it("cuts before the transaction that would be too much", () => {
  expect(planIntervals(sizes(4_000, 97, 3_999, 1), 5n, 90n)).toEqual({
    begins: [5n, 11n, 13n],
    to: 90n,
  });
});

it("leaves a transaction whole that is larger than an interval, alone in it", () => {
  expect(planIntervals(sizes(1, 10_000, 1), 5n, 90n)).toEqual({ begins: [5n, 11n, 12n], to: 90n });
  expect(planIntervals(sizes(100_000), 5n, 90n)).toEqual({ begins: [5n], to: 90n });
});

it("takes no more than one step may hold", () => {
  const many = Array.from({ length: 100 }, () => 1_000);
  const plan = planIntervals(sizes(...many), 5n, 1_000n);
  expect(plan.to).toBe(75n); // 65 whole ones are 65,000.
  expect(plan.begins).toEqual([5n, ...Array.from({ length: 16 }, (_, n) => BigInt(14 + 4 * n))]);
  expect(planIntervals(sizes(1, 100_000), 5n, 90n)).toEqual({ begins: [5n], to: 11n });
});
