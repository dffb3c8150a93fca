import { describe, expect, it } from "vitest";
import { changeValue } from "./change-value.ts";

const show = (value: unknown) => changeValue(value, "en", { yes: "Yes", no: "No" });

describe("changeValue", () => {
  it("tells empty from zero and false", () => {
    expect(show(null)).toBeNull();
    expect(show("")).toBeNull();
    expect(show(0)?.text).toBe("0");
    expect(show(false)?.text).toBe("No");
  });
  it("reads instants, and leaves what only looks like one", () => {
    expect(show("2026-11-22T10:00:00+00:00")?.text).toMatch(/2026/);
    expect(show("2026-99-99T10:00:00")?.text).toBe("2026-99-99T10:00:00");
    expect(show("郭靖")?.text).toBe("郭靖");
  });
  it("keeps structures as JSON", () => {
    expect(show({ a: [1] })).toEqual({ text: '{"a":[1]}', code: true });
  });
});
