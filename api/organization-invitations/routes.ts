import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import {
  organizationInvitation,
  organizationInvitationCreate,
  organizationInvitationCreated,
  organizationInvitationDetail,
  organizationInvitationRevoke,
  organizationInvitationsList,
} from "../contracts/organization-invitations.ts";
import { id } from "../contracts/values.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { parseListQuery } from "../http/list-query.ts";
import { organizationOf, withinOrganization } from "../http/organization.ts";
import { conflict, notAllowed, notFound } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import {
  insertInvitation,
  revokeInvitation,
  selectInvitations,
  selectOptionalInvitation,
} from "../../sql/organization-invitations/queries.ts";
import type { InvitationRow } from "../../sql/organization-invitations/queries.ts";
import { invitationState, revokeRefusal } from "../../sql/organization-invitations/state.ts";
import {
  rankRefusal,
  selectAdministeredRoles,
} from "../../sql/organization-members/administration.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";

const params = z.object({ id });
const resource = "organization-invitations";

async function readInvitation(
  tx: Transaction,
  caller: Caller,
  invitationId: string,
): Promise<InvitationRow> {
  const found = await selectOptionalInvitation(tx, caller.kind, invitationId);
  if (found === undefined) throw notFound("There is no such invitation.");
  return found;
}

function view(row: InvitationRow) {
  return { ...row, state: invitationState(row) };
}

async function detail(tx: Transaction, caller: Caller, row: InvitationRow) {
  const rank =
    caller.kind === "staff" ? null : rankRefusal(await selectAdministeredRoles(tx), row.role);
  return {
    ...view(row),
    can: canOf(caller, resource, { revoke: revokeRefusal(row) ?? rank }, ["revoke"]),
  };
}

export const organizationInvitationsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/organization-invitations",
    resource,
    verb: "list",
    callers: ["staff", "org-admin"],
    summary: "List invitations, of an organization",
    query: listQuery,
    list: organizationInvitationsList,
    answers: {
      200: { description: "A page of invitations", schema: z.array(organizationInvitation) },
    },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = withinOrganization(
        caller,
        parseListQuery(organizationInvitationsList, query),
      );
      const page = await selectInvitations(tx, caller.kind, request, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, undefined, page.rows);
      return listReply(resource, request, { ...page, rows: page.rows.map(view) });
    },
  }),
  defineRoute({
    method: "get",
    path: "/organization-invitations/:id",
    resource,
    verb: "show",
    callers: ["staff", "org-admin"],
    summary: "Show one invitation",
    params,
    answers: { 200: { description: "The invitation", schema: organizationInvitationDetail } },
    handle: async ({ tx, caller, params: { id: invitationId } }) => {
      const found = await readInvitation(tx, caller, invitationId);
      await insertEvent(tx, {
        action: "show",
        resource,
        resource_id: invitationId,
        subject: found.accepted_by,
      });
      return recordReply(await detail(tx, caller, found));
    },
  }),
  defineRoute({
    method: "post",
    path: "/organization-invitations",
    resource,
    verb: "create",
    callers: ["org-admin"],
    summary: "Invite somebody; the token for them is answered once, and no mail is sent",
    body: organizationInvitationCreate,
    answers: {
      201: { description: "The invitation, with its token", schema: organizationInvitationCreated },
    },
    handle: async ({ tx, caller, body }) => {
      const refusal = rankRefusal(await selectAdministeredRoles(tx), body.role);
      if (refusal !== null) throw notAllowed(refusal);
      const organization_id = organizationOf(caller);
      const values = { ...body, organization_id, invited_by: caller.id };
      const { invitation, token } = await insertInvitation(tx, values);
      return recordReply({ ...(await detail(tx, caller, invitation)), token }, 201);
    },
  }),
  defineRoute({
    method: "post",
    path: "/organization-invitations/:id/revoke",
    resource,
    verb: "revoke",
    callers: ["org-admin"],
    summary: "Take an invitation back",
    params,
    body: organizationInvitationRevoke.optional(),
    answers: {
      200: { description: "The invitation, revoked", schema: organizationInvitationDetail },
    },
    handle: async ({ tx, caller, params: { id: invitationId } }) => {
      const current = await readInvitation(tx, caller, invitationId);
      const refusal = revokeRefusal(current);
      if (refusal !== null) throw conflict(refusal);
      const rank = rankRefusal(await selectAdministeredRoles(tx), current.role);
      if (rank !== null) throw notAllowed(rank);
      const revoked = await revokeInvitation(tx, invitationId);
      if (revoked === undefined) throw conflict("The invitation was answered meanwhile.");
      return recordReply(await detail(tx, caller, revoked));
    },
  }),
];
