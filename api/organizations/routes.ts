import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import {
  organization,
  organizationDetail,
  organizationUpdate,
  organizationsList,
} from "../contracts/organizations.ts";
import { id } from "../contracts/values.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { checkVersion } from "../http/etag.ts";
import { parseListQuery } from "../http/list-query.ts";
import { conflict, notFound, staleVersion } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { organizationAbilities } from "../../sql/organizations/abilities.ts";
import {
  selectMembersCount,
  selectOptionalOrganization,
  selectOrganizations,
  updateOrganization,
} from "../../sql/organizations/queries.ts";
import type { OrganizationRow } from "../../sql/organizations/queries.ts";

const params = z.object({ id });
const resource = "organizations";

async function readOrganization(tx: Transaction, organizationId: string): Promise<OrganizationRow> {
  const found = await selectOptionalOrganization(tx, organizationId);
  if (found === undefined) throw notFound("There is no such organization.");
  return found;
}

async function detail(tx: Transaction, caller: Caller, row: OrganizationRow) {
  return {
    ...row,
    members_count: await selectMembersCount(tx, row.id),
    can: canOf(caller, resource, organizationAbilities(row)),
  };
}

export const organizationsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/organizations",
    resource,
    verb: "list",
    callers: ["staff"],
    standby: true,
    summary: "List organizations",
    query: listQuery,
    list: organizationsList,
    answers: { 200: { description: "A page of organizations", schema: z.array(organization) } },
    handle: async ({ tx, query }) => {
      const request = parseListQuery(organizationsList, query);
      return listReply(resource, request, await selectOrganizations(tx, request, TOTAL_LIMIT));
    },
  }),
  defineRoute({
    method: "get",
    path: "/organizations/:id",
    resource,
    verb: "show",
    callers: ["staff"],
    summary: "Show one organization",
    params,
    answers: { 200: { description: "The organization", schema: organizationDetail } },
    handle: async ({ tx, caller, params: { id: organizationId } }) =>
      recordReply(await detail(tx, caller, await readOrganization(tx, organizationId))),
  }),
  defineRoute({
    method: "put",
    path: "/organizations/:id",
    resource,
    verb: "update",
    callers: ["staff"],
    summary: "Change an organization; takes the whole form or the changed fields",
    params,
    body: organizationUpdate,
    ifMatch: true,
    answers: { 200: { description: "The organization as changed", schema: organizationDetail } },
    handle: async ({ tx, caller, params: { id: organizationId }, body, ifMatch }) => {
      const current = await readOrganization(tx, organizationId);
      checkVersion(current.version, ifMatch, true);
      const changes = changesOf(current, body);
      if (Object.keys(changes).length > 0) {
        const refusal = organizationAbilities(current).update;
        if (refusal !== null) throw conflict(refusal);
        const key = { id: organizationId, version: current.version };
        if (!(await updateOrganization(tx, key, changes))) throw staleVersion();
      }
      return recordReply(await detail(tx, caller, await readOrganization(tx, organizationId)));
    },
  }),
];

/** The fields of the form that differ; JSON values are compared as JSON. */
function changesOf(
  current: OrganizationRow,
  form: z.infer<typeof organizationUpdate>,
): Record<string, unknown> {
  const before: Readonly<Record<string, unknown>> = current;
  return Object.fromEntries(
    Object.entries(form).filter(([field, value]) => !isDeepStrictEqual(value, before[field])),
  );
}
