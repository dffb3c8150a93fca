import { describe, expect, it } from "vitest";
import { suspensionEnd } from "./suspension-end.ts";

const now = new Date("2026-11-22T12:00:00Z");

describe("suspensionEnd", () => {
  it("counts days from now", () => {
    expect(suspensionEnd("7d", "", now)).toBe("2026-11-29T12:00:00.000Z");
  });
  it("is open when nobody set an end", () => {
    expect(suspensionEnd("open", "", now)).toBeNull();
  });
  it("takes a moment of the reader's own zone", () => {
    const local = new Date(2026, 11, 24, 9, 30);
    expect(suspensionEnd("moment", "2026-12-24T09:30", now)).toBe(local.toISOString());
  });
  it("refuses a moment that is missing or past", () => {
    expect(suspensionEnd("moment", "", now)).toBeUndefined();
    expect(suspensionEnd("moment", "2026-11-01T09:30", now)).toBeUndefined();
  });
});
