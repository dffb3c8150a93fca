import { describe, expect, it } from "vitest";
import { carriedBy, isOffered } from "./served-filters.ts";

describe("isOffered", () => {
  it("offers what goes with what is set, and no other", () => {
    expect(isOffered("action", { actor_id: "a", at_gte: "2026-01-01" })).toBe(true);
    expect(isOffered("resource", { actor_id: "a" })).toBe(false);
    expect(isOffered("reason_code", { action: "show" })).toBe(false);
    expect(isOffered("actor_id", {})).toBe(true);
  });
  it("offers anything with a person, a row or a request, and with a search", () => {
    for (const narrow of [
      { subject_id: "p" },
      { request_id: "r" },
      { resource_id: "r" },
      { q: "word" },
    ]) {
      expect(isOffered("reason_code", { ...narrow, actor_id: "a", action: "show" })).toBe(true);
    }
  });
  it("always offers to take away what is set", () => {
    expect(isOffered("reason_code", { reason_code: "fraud", action: "show" })).toBe(true);
  });
});

describe("carriedBy", () => {
  it("names what has to go with the filter that carried it", () => {
    const filters = { action: "show", reason_code: "fraud", subject_id: "p" };
    expect(carriedBy("subject_id", filters)).toEqual(["reason_code"]);
    expect(carriedBy("action", filters)).toEqual([]);
    expect(carriedBy("q", { q: "word", actor_id: "a", resource: "users" })).toEqual(["resource"]);
    expect(
      carriedBy("subject_id", { subject_id: "p", q: "word", actor_id: "a", resource: "u" }),
    ).toEqual([]);
  });
});
