import { describe, expect, it } from "vitest";
import type { EventProof } from "../../../api/contracts/audit-log.ts";
import { pageProof } from "./proof-look.ts";

const event = (
  id: string,
  state: EventProof["state"],
  seal: number | null = null,
  fault: EventProof["fault"] = null,
) => ({
  id,
  proof: {
    state,
    fault,
    seal,
    sealed_at: seal === null ? null : "2026-11-24T10:00:00Z",
    key_id: null,
  },
});

describe("pageProof", () => {
  it("is proven only when every event is", () => {
    expect(pageProof([event("a", "proven", 1), event("b", "proven", 1)]).state).toBe("proven");
    expect(pageProof([event("a", "proven", 1), event("b", "unsealed")]).state).toBe("unsealed");
    expect(pageProof([event("a", "unchecked", 1), event("b", "unsealed")]).state).toBe("unchecked");
  });
  it("is broken when one event is, and names it", () => {
    const page = pageProof([
      event("a", "proven", 1),
      event("b", "broken", 1),
      event("c", "unsealed"),
    ]);
    expect(page.state).toBe("broken");
    expect(page.broken.map(({ id }) => id)).toEqual(["b"]);
    expect(page.count).toEqual({ proven: 1, unsealed: 1, unchecked: 0, broken: 1 });
  });
  it("does not blame an event for what was done to another of its seal", () => {
    const { blame } = pageProof([
      event("a", "broken", 1, "event"),
      event("b", "broken", 2, "values"),
      event("c", "broken", null, "order"),
      event("d", "broken", 1, "seal"),
      event("e", "broken", 3, "signature"),
      event("f", "broken", 1, "seal"),
      event("g", "proven", 4),
    ]);
    expect(blame).toEqual({ changed: 2, added: 1, unfitting: 3 });
  });
  it("lists the seals once, newest first, with the events that rest on each", () => {
    const { seals } = pageProof([
      event("a", "proven", 1),
      event("b", "proven", 7),
      event("c", "proven", 1),
    ]);
    expect(seals.map(({ seal, events }) => [seal, events])).toEqual([
      [7, 1],
      [1, 2],
    ]);
  });
});
