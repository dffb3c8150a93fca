import { expect, it } from "vitest";
import { judgeRoles } from "./roles.ts";
import type { HostFacts } from "./roles.ts";

const NEW = { primary: undefined, timeline: 0 };
const facts = (over: Partial<HostFacts>): HostFacts => ({
  in_recovery: false,
  read_only: false,
  position: 1n,
  timeline: 1,
  latency_ms: 1,
  ...over,
});
const primary = (timeline: number) => facts({ timeline });
const standby = facts({ in_recovery: true, read_only: true, timeline: undefined });

it("knows a primary and its standbys, in whatever order they are named", () => {
  expect(judgeRoles([standby, primary(1), undefined], NEW)).toEqual({
    roles: ["standby", "primary", "away"],
    known: { primary: 1, timeline: 1 },
  });
});

it("of two primaries takes the one that was promoted last", () => {
  expect(judgeRoles([primary(1), primary(2)], { primary: 0, timeline: 1 })).toEqual({
    roles: ["stale", "primary"],
    known: { primary: 1, timeline: 2 },
  });
});

it("never goes back to an old primary, also while the new one is away", () => {
  const known = { primary: 1, timeline: 2 };
  expect(judgeRoles([primary(1), undefined], known)).toEqual({
    roles: ["stale", "away"],
    known: { primary: undefined, timeline: 2 },
  });
});

it("stays with the one in use when two primaries are equal, which is somebody's mistake", () => {
  expect(judgeRoles([primary(1), primary(1)], { primary: 1, timeline: 1 }).roles).toEqual([
    "stale",
    "primary",
  ]);
  expect(judgeRoles([primary(1), primary(1)], NEW).roles).toEqual(["primary", "stale"]);
});

it("writes to no server that refuses writes", () => {
  expect(judgeRoles([facts({ read_only: true }), standby], NEW)).toEqual({
    roles: ["read-only", "standby"],
    known: { primary: undefined, timeline: 1 },
  });
});
