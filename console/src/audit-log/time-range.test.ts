import { expect, it } from "vitest";
import { firstDay, timeRangeOf } from "./time-range.ts";

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
