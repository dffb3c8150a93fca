import { expect, it } from "vitest";
import { foldTimeline } from "./fold-timeline.ts";

const event = (at: string, actor: string | null, action = "show", actor_kind = "staff") => ({
  id: `${at} ${actor}`,
  at: new Date(at),
  actor_kind,
  actor,
  action,
});
const MANY = { mostEvents: 1000, mostGroups: 40 };

it("counts by day in UTC and by actor, newest first, also where others came in between", () => {
  const folded = foldTimeline(
    [
      event("2026-11-24T00:30:00Z", "sue"),
      event("2026-11-23T23:30:00Z", "sue"),
      event("2026-11-23T12:00:00Z", "tom", "reveal"),
      event("2026-11-23T11:00:00Z", "sue", "list"),
      event("2026-11-23T10:00:00Z", null, "update", "database"),
    ],
    MANY,
  );
  expect(folded).toMatchObject({ events: 5, reached: null });
  expect(folded.groups.map(({ day, count, actions }) => [day, count, actions])).toEqual([
    ["2026-11-24", 1, { show: 1 }],
    ["2026-11-23", 2, { show: 1, list: 1 }],
    ["2026-11-23", 1, { reveal: 1 }],
    ["2026-11-23", 1, { update: 1 }],
  ]);
  expect(folded.groups[1]).toMatchObject({
    id: "2026-11-23T23:30:00Z sue",
    last_at: new Date("2026-11-23T23:30:00Z"),
    first_at: new Date("2026-11-23T11:00:00Z"),
  });
});

it("stops before a group too many, so that no count is short of what there is since then", () => {
  const folded = foldTimeline(
    [
      event("2026-11-24T10:00:00Z", "sue"),
      event("2026-11-24T09:00:00Z", "tom"),
      event("2026-11-24T08:00:00Z", "sue"),
    ],
    { ...MANY, mostGroups: 1 },
  );
  expect(folded).toMatchObject({ events: 1, reached: new Date("2026-11-24T10:00:00Z") });
  expect(folded.groups).toHaveLength(1);
});

it("stops after so many events", () => {
  const events = [event("2026-11-24T10:00:00Z", "sue"), event("2026-11-24T09:00:00Z", "sue")];
  const folded = foldTimeline(events, { ...MANY, mostEvents: 1 });
  expect(folded).toMatchObject({ events: 1, reached: new Date("2026-11-24T10:00:00Z") });
});

it("has nothing of nothing", () => {
  expect(foldTimeline([], MANY)).toEqual({ groups: [], events: 0, reached: null });
});
