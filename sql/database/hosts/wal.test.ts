import { expect, it } from "vitest";
import { createPositionHistory, parsePosition } from "./wal.ts";

it("compares places in the log as numbers", () => {
  expect(parsePosition("0/FFFFFFFF")).toBe(0xffff_ffffn);
  expect(parsePosition("1/0")).toBe(0x1_0000_0000n);
  for (const text of ["", "1", "1/", "x/1", "1/123456789", "1/0; DROP"]) {
    expect(parsePosition(text)).toBeUndefined();
  }
});

it("tells how old the newest of what a standby shows is, by one clock", () => {
  const history = createPositionHistory();
  expect(history.lagSeconds(0n, 0)).toBeUndefined();
  history.add(1_000, 100n);
  history.add(2_000, 200n);
  history.add(3_000, 300n);
  expect(history.lagSeconds(300n, 9_000)).toBe(0);
  expect(history.lagSeconds(250n, 3_000)).toBe(1);
  expect(history.lagSeconds(100n, 3_500)).toBe(2.5);
  // Older than anything remembered: at least this much.
  expect(history.lagSeconds(1n, 3_000)).toBe(2);
});

it("stays at nothing while nobody writes", () => {
  const history = createPositionHistory();
  for (let second = 0; second < 2_000; second += 1) history.add(second * 1_000, 100n);
  expect(history.lagSeconds(100n, 2_000_000)).toBe(0);
});
