import { expect, it } from "vitest";
import { userStatus } from "./user-status.ts";

const at = "2026-11-22T10:00:00Z";

it.each([
  ["active", { deleted_at: null, is_active: true, restricted_at: null }],
  ["restricted", { deleted_at: null, is_active: true, restricted_at: at }],
  ["suspended", { deleted_at: null, is_active: false, restricted_at: at }],
  ["deleted", { deleted_at: at, is_active: false, restricted_at: at }],
] as const)("userStatus.%s", (status, user) => {
  expect(userStatus(user)).toBe(status);
});
