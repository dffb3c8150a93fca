import { describe, expect, it } from "vitest";
import { groupReads } from "./group-reads.ts";

const event = (id: string, action: string, actor_id: string) => ({
  id,
  action,
  actor_id,
  actor_kind: "staff",
});
const shape = (events: Parameters<typeof groupReads>[0]) =>
  groupReads(events).map(({ event: { id }, count }) => `${id}×${count}`);

describe("groupReads", () => {
  it("folds one actor's reads in a row into the newest", () => {
    expect(
      shape([event("c", "show", "x"), event("b", "list", "x"), event("a", "show", "x")]),
    ).toEqual(["c×3"]);
  });
  it("keeps actors apart", () => {
    expect(shape([event("b", "show", "x"), event("a", "show", "y")])).toEqual(["b×1", "a×1"]);
  });
  it("never folds a change", () => {
    expect(
      shape([event("c", "update", "x"), event("b", "update", "x"), event("a", "show", "x")]),
    ).toEqual(["c×1", "b×1", "a×1"]);
  });
});
