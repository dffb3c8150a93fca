import { expect, it } from "vitest";
import { firstDay, rangeFault, timeRangeOf, widened } from "./time-range.ts";

const NOW = new Date("2026-11-24T23:30:00Z");

it("counts days in UTC, today being one of them", () => {
  expect(firstDay("today", NOW)).toBe("2026-11-24");
  expect(firstDay("week", NOW)).toBe("2026-11-18");
  expect(firstDay("month", NOW)).toBe("2026-10-26");
});

it("knows a preset by its first day, and everything else as custom", () => {
  expect(timeRangeOf({}, NOW)).toBe("any");
  expect(timeRangeOf({ at_gte: "2026-11-18" }, NOW)).toBe("week");
  expect(timeRangeOf({ at_gte: "2026-11-18", at_lt: "2026-11-20" }, NOW)).toBe("custom");
  expect(timeRangeOf({ at_gte: "2026-11-17" }, NOW)).toBe("custom");
});

it("tells a range that holds nothing, instants among its bounds", () => {
  expect(rangeFault({ at_gte: "2026-12-01", at_lt: "2026-11-01" })).toBe("backwards");
  expect(rangeFault({ at_gte: "2026-12-01", at_lt: "2026-11-30T23:59:59Z" })).toBe("backwards");
  expect(rangeFault({ at_gte: "2026-12-01", at_lt: "2026-12-01" })).toBe("same");
  expect(rangeFault({ at_gte: "2026-12-01", at_lt: "2026-12-01T00:00:01Z" })).toBeUndefined();
  expect(rangeFault({ at_gte: "2026-12-01" })).toBeUndefined();
});

it("begins with the event found, and ends no earlier", () => {
  const newest = "2026-11-24T12:00:00Z";
  const range = { at_gte: "2026-12-01", at_lt: "2026-12-09" };
  expect(widened(range, newest)).toEqual({ at_gte: "2026-11-24", at_lt: "2026-12-09" });
  expect(widened({ ...range, at_lt: "2026-11-01" }, newest)).toEqual({ at_gte: "2026-11-24" });
});
