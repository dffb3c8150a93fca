import { expect, it } from "vitest";
import { countdownText, secondsLeft } from "./countdown.ts";

it("counts whole seconds down to the end, and never below", () => {
  const until = 1_000_000;
  expect(secondsLeft(until, until - 300_000)).toBe(300);
  expect(secondsLeft(until, until - 1)).toBe(1);
  expect(secondsLeft(until, until)).toBe(0);
  // A machine that slept wakes up long after.
  expect(secondsLeft(until, until + 3_600_000)).toBe(0);
});

it("shows minutes and seconds", () => {
  expect([300, 299, 65, 9, 0].map(countdownText)).toEqual(["5:00", "4:59", "1:05", "0:09", "0:00"]);
});
