import { usePermissions } from "react-admin";
import type { StaffRole } from "../../../api/contracts/session.ts";

/**
 * The role of a reader who has a part of the trail only (of jobs, of staff): no index divides it once more, so
 * there is nothing to narrow it by, and no person's history in it (`served` in api/contracts/audit-log.ts).
 */
export function usePartOfTrail(): "sre" | "admin" | undefined {
  const { permissions: role } = usePermissions<StaffRole>();
  return role === "sre" || role === "admin" ? role : undefined;
}
