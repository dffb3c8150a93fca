import { describe, expect, it } from "vitest";
import { calendarDayText, minutesText, relativeText, utcText } from "./moment.ts";

const now = new Date("2026-11-22T12:00:00Z");
const ago = (seconds: number) => relativeText(new Date(now.getTime() - seconds * 1000), now, "en");

describe("moments", () => {
  it("tells the distance in the largest unit that fits", () => {
    expect([ago(5), ago(179), ago(7_200), ago(86_400), ago(-3 * 86_400)]).toEqual([
      "now",
      "2 minutes ago",
      "2 hours ago",
      "yesterday",
      "in 3 days",
    ]);
  });
  it("names UTC as logs do", () => {
    expect(utcText(new Date("2026-11-22T21:44:18.123+02:00"))).toBe("2026-11-22 19:44:18 UTC");
  });
  it("keeps a calendar day in every zone", () => {
    expect(calendarDayText("2026-01-01", "en")).toBe("1 Jan 2026");
  });
  it("counts work in hours and minutes", () => {
    expect([0, 59, 60, 125].map(minutesText)).toEqual(["0 min", "59 min", "1 h", "2 h 5 min"]);
  });
});
