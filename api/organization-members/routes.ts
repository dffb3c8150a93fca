import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import {
  organizationMember,
  organizationMemberCreate,
  organizationMemberDetail,
  organizationMemberUpdate,
  organizationMembersList,
} from "../contracts/organization-members.ts";
import { id } from "../contracts/values.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { checkVersion } from "../http/etag.ts";
import { parseListQuery } from "../http/list-query.ts";
import { notFound, staleVersion, wrongInput } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import {
  deleteOrganizationMember,
  insertOrganizationMember,
  selectOptionalOrganizationMember,
  selectOrganizationMembers,
  updateOrganizationMemberRole,
} from "../../sql/organization-members/queries.ts";
import type { OrganizationMemberRow } from "../../sql/organization-members/queries.ts";
import { selectOptionalOrganization } from "../../sql/organizations/queries.ts";
import { selectOptionalMaskedUser } from "../../sql/users/queries.ts";

const params = z.object({ id });
const resource = "organization-members";

async function readMember(tx: Transaction, memberId: string): Promise<OrganizationMemberRow> {
  const found = await selectOptionalOrganizationMember(tx, memberId);
  if (found === undefined) throw notFound("There is no such membership.");
  return found;
}

/** Whether the last owner may go is decided by the database, with the answer of this moment. */
function detail(caller: Caller, row: OrganizationMemberRow) {
  return { ...row, can: canOf(caller, resource, { update: null, delete: null }) };
}

export const organizationMembersRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/organization-members",
    resource,
    verb: "list",
    callers: ["staff"],
    summary: "List memberships, of an organization or of a user",
    query: listQuery,
    list: organizationMembersList,
    answers: { 200: { description: "A page of memberships", schema: z.array(organizationMember) } },
    handle: async ({ tx, query }) => {
      const request = parseListQuery(organizationMembersList, query);
      const page = await selectOrganizationMembers(tx, request, TOTAL_LIMIT);
      return listReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "get",
    path: "/organization-members/:id",
    resource,
    verb: "show",
    callers: ["staff"],
    summary: "Show one membership",
    params,
    answers: { 200: { description: "The membership", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId } }) =>
      recordReply(detail(caller, await readMember(tx, memberId))),
  }),
  defineRoute({
    method: "post",
    path: "/organization-members",
    resource,
    verb: "create",
    callers: ["staff"],
    summary: "Add a user to an organization",
    body: organizationMemberCreate,
    answers: { 201: { description: "The membership", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, body }) => {
      const found = await selectOptionalOrganization(tx, body.organization_id);
      if (found === undefined || found.deleted_at !== null) {
        const reason = "there is no such organization";
        throw wrongInput("There is no such organization.", { organization_id: reason });
      }
      const person = await selectOptionalMaskedUser(tx, body.user_id);
      if (person === undefined || person.deleted_at !== null) {
        throw wrongInput("There is no such user.", { user_id: "there is no such user" });
      }
      return recordReply(detail(caller, await insertOrganizationMember(tx, body)), 201);
    },
  }),
  defineRoute({
    method: "put",
    path: "/organization-members/:id",
    resource,
    verb: "update",
    callers: ["staff"],
    summary: "Change a member's role",
    params,
    body: organizationMemberUpdate,
    ifMatch: true,
    answers: { 200: { description: "The membership", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId }, body, ifMatch }) => {
      const current = await readMember(tx, memberId);
      checkVersion(current.version, ifMatch, true);
      if (body.role === undefined || body.role === current.role) {
        return recordReply(detail(caller, current));
      }
      const key = { id: memberId, version: current.version };
      const changed = await updateOrganizationMemberRole(tx, key, body.role);
      if (changed === undefined) throw staleVersion();
      return recordReply(detail(caller, changed));
    },
  }),
  defineRoute({
    method: "delete",
    path: "/organization-members/:id",
    resource,
    verb: "delete",
    callers: ["staff"],
    summary: "Take a user out of an organization, and of its teams",
    params,
    ifMatch: true,
    answers: { 200: { description: "The membership that was", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId }, ifMatch }) => {
      const current = await readMember(tx, memberId);
      checkVersion(current.version, ifMatch, true);
      const key = { id: memberId, version: current.version };
      if (!(await deleteOrganizationMember(tx, key))) throw staleVersion();
      return recordReply(detail(caller, current));
    },
  }),
];
