import type { Caller } from "./caller.ts";
import type { ListRequest } from "./list-query.ts";

/** The organization that somebody acts for; only routes for `org-admin` may ask. */
export function organizationOf(caller: Caller): string {
  const organization = caller.kind === "user" ? caller.org_id : undefined;
  if (organization === undefined) throw new Error("the route is not for org-admin alone");
  return organization;
}

/**
 * The list of an administrator names their organization in the query too: the policy is then asked once
 * for all rows, and an index led by the organization is read.
 */
export function withinOrganization<F extends { organization_id?: string | undefined }>(
  caller: Caller,
  request: ListRequest<F>,
): ListRequest<F> {
  if (caller.kind === "staff" || request.filter.organization_id !== undefined) return request;
  return { ...request, filter: { ...request.filter, organization_id: organizationOf(caller) } };
}
