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
import { withinOrganization } from "../http/organization.ts";
import { notAllowed, notFound, staleVersion, wrongInput } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import {
  rankRefusal,
  selectAdministeredRoles,
  selectMemberNames,
} from "../../sql/organization-members/administration.ts";
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
import { leaveListEvent } from "../audit-log/list-event.ts";

const params = z.object({ id });
const resource = "organization-members";

async function readMember(tx: Transaction, memberId: string): Promise<OrganizationMemberRow> {
  const found = await selectOptionalOrganizationMember(tx, memberId);
  if (found === undefined) throw notFound("There is no such membership.");
  return found;
}

async function leaveShown(tx: Transaction, { id: memberId, user_id }: OrganizationMemberRow) {
  await insertEvent(tx, { action: "show", resource, resource_id: memberId, subject: user_id });
}

/** With their names for the organization's administrators, who know members by them; staff read users. */
async function named(tx: Transaction, caller: Caller, rows: readonly OrganizationMemberRow[]) {
  const names =
    caller.kind === "staff"
      ? new Map<string, string>()
      : await selectMemberNames(
          tx,
          rows.map((row) => row.user_id),
        );
  return rows.map((row) => ({ ...row, name: names.get(row.user_id) ?? null }));
}

/** Whether the last owner may go is decided by the database, with the answer of this moment. */
async function detail(tx: Transaction, caller: Caller, row: OrganizationMemberRow) {
  const [member] = await named(tx, caller, [row]);
  const refusal = await rankRefusalOf(tx, caller, row.role);
  const can = canOf(caller, resource, { update: refusal, delete: refusal }, ["update", "delete"]);
  return { ...member, can };
}

/** Staff have no rank in an organization; the database holds everybody else to theirs. */
async function rankRefusalOf(tx: Transaction, caller: Caller, ...roles: readonly string[]) {
  return caller.kind === "staff" ? null : rankRefusal(await selectAdministeredRoles(tx), ...roles);
}

async function checkRank(tx: Transaction, caller: Caller, ...roles: readonly string[]) {
  const refusal = await rankRefusalOf(tx, caller, ...roles);
  if (refusal !== null) throw notAllowed(refusal);
}

export const organizationMembersRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/organization-members",
    resource,
    verb: "list",
    callers: ["staff", "org-admin"],
    standby: true,
    summary: "List memberships, of an organization or of a user",
    query: listQuery,
    list: organizationMembersList,
    answers: { 200: { description: "A page of memberships", schema: z.array(organizationMember) } },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = withinOrganization(caller, parseListQuery(organizationMembersList, query));
      const page = await selectOrganizationMembers(tx, request, TOTAL_LIMIT);
      const rows = await named(tx, caller, page.rows);
      await leaveListEvent(leaveEvent, resource, request.filter.user_id, rows);
      return listReply(resource, request, { ...page, rows });
    },
  }),
  defineRoute({
    method: "get",
    path: "/organization-members/:id",
    resource,
    verb: "show",
    callers: ["staff", "org-admin"],
    summary: "Show one membership",
    params,
    answers: { 200: { description: "The membership", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId } }) => {
      const found = await readMember(tx, memberId);
      await leaveShown(tx, found);
      return recordReply(await detail(tx, caller, found));
    },
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
      return recordReply(await detail(tx, caller, await insertOrganizationMember(tx, body)), 201);
    },
  }),
  defineRoute({
    method: "put",
    path: "/organization-members/:id",
    resource,
    verb: "update",
    callers: ["staff", "org-admin"],
    summary: "Change a member's role",
    params,
    body: organizationMemberUpdate,
    ifMatch: true,
    answers: { 200: { description: "The membership", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId }, body, ifMatch }) => {
      const current = await readMember(tx, memberId);
      checkVersion(current.version, ifMatch, caller.kind === "staff");
      if (body.role === undefined || body.role === current.role) {
        await leaveShown(tx, current);
        return recordReply(await detail(tx, caller, current));
      }
      await checkRank(tx, caller, current.role, body.role);
      const key = { id: memberId, version: current.version };
      const changed = await updateOrganizationMemberRole(tx, key, body.role);
      if (changed === undefined) throw staleVersion();
      return recordReply(await detail(tx, caller, changed));
    },
  }),
  defineRoute({
    method: "delete",
    path: "/organization-members/:id",
    resource,
    verb: "delete",
    callers: ["staff", "org-admin"],
    summary: "Take a user out of an organization, and of its teams",
    params,
    ifMatch: true,
    answers: { 200: { description: "The membership that was", schema: organizationMemberDetail } },
    handle: async ({ tx, caller, params: { id: memberId }, ifMatch }) => {
      const current = await readMember(tx, memberId);
      checkVersion(current.version, ifMatch, caller.kind === "staff");
      await checkRank(tx, caller, current.role);
      const shown = await detail(tx, caller, current);
      const key = { id: memberId, version: current.version };
      if (!(await deleteOrganizationMember(tx, key))) throw staleVersion();
      return recordReply(shown);
    },
  }),
];
