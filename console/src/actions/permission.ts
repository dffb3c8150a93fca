import type { Can } from "../../../api/contracts/values.ts";

/** What the record says about a verb. What it does not name is not allowed: the console has no rules. */
export function permission(
  can: Can | undefined,
  verb: string,
): { readonly allowed: boolean; readonly reason: string | null } {
  const entry = can?.find((one) => one.verb === verb);
  return { allowed: entry?.allowed ?? false, reason: entry?.reason ?? null };
}
