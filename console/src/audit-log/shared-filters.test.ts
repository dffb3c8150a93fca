import { expect, it } from "vitest";
import { addressOf, filtersOf, withAddress } from "./shared-filters.ts";

it("puts what names nobody into the address, and nothing else", () => {
  const filters = {
    q: "Called by Ann",
    subject_id: "person",
    actor_id: "colleague",
    resource_id: "row",
    action: "update",
    at_gte: "2026-11-01",
    looked: true,
  };
  expect(addressOf(filters)).toBe("?action=update&at_gte=2026-11-01");
  expect(addressOf({ q: "x", subject_id: "p" })).toBe("");
});

it("reads an address, and takes no personal filter from one", () => {
  expect(filtersOf("?action=update&at_gte=2026-11-01&subject_id=p&q=x&resource=")).toEqual({
    action: "update",
    at_gte: "2026-11-01",
  });
});

it("leaves the others as they are", () => {
  const filters = { subject_id: "p", action: "show", reason_code: "fraud" };
  expect(withAddress(filters, "?action=update")).toEqual({ subject_id: "p", action: "update" });
});
