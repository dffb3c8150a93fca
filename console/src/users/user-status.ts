import type { User } from "../../../api/contracts/users.ts";

export type UserStatus = "deleted" | "suspended" | "restricted" | "active";

/** The one word for a person's standing; what limits most is named first. */
export function userStatus(
  user: Pick<User, "deleted_at" | "is_active" | "restricted_at">,
): UserStatus {
  if (user.deleted_at !== null) return "deleted";
  if (!user.is_active) return "suspended";
  if (user.restricted_at !== null) return "restricted";
  return "active";
}
