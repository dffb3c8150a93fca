import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { team, teamCreate, teamDetail, teamUpdate, teamsList } from "../contracts/teams.ts";
import { id } from "../contracts/values.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { checkVersion } from "../http/etag.ts";
import { parseListQuery } from "../http/list-query.ts";
import { organizationOf, withinOrganization } from "../http/organization.ts";
import { notFound, staleVersion } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import {
  deleteTeam,
  insertTeam,
  selectOptionalTeam,
  selectTeamMembersCount,
  selectTeams,
  updateTeam,
} from "../../sql/teams/queries.ts";
import type { TeamRow } from "../../sql/teams/queries.ts";

const params = z.object({ id });
const resource = "teams";

async function readTeam(tx: Transaction, teamId: string): Promise<TeamRow> {
  const found = await selectOptionalTeam(tx, teamId);
  if (found === undefined) throw notFound("There is no such team.");
  return found;
}

async function detail(tx: Transaction, caller: Caller, row: TeamRow) {
  return {
    ...row,
    members_count: await selectTeamMembersCount(tx, row.id),
    can: canOf(caller, resource, { update: null, delete: null }, ["update", "delete"]),
  };
}

export const teamsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/teams",
    resource,
    verb: "list",
    callers: ["staff", "org-admin"],
    summary: "List teams, of an organization",
    query: listQuery,
    list: teamsList,
    answers: { 200: { description: "A page of teams", schema: z.array(team) } },
    handle: async ({ tx, caller, query }) => {
      const request = withinOrganization(caller, parseListQuery(teamsList, query));
      return listReply(resource, request, await selectTeams(tx, request, TOTAL_LIMIT));
    },
  }),
  defineRoute({
    method: "get",
    path: "/teams/:id",
    resource,
    verb: "show",
    callers: ["staff", "org-admin"],
    summary: "Show one team",
    params,
    answers: { 200: { description: "The team", schema: teamDetail } },
    handle: async ({ tx, caller, params: { id: teamId } }) =>
      recordReply(await detail(tx, caller, await readTeam(tx, teamId))),
  }),
  defineRoute({
    method: "post",
    path: "/teams",
    resource,
    verb: "create",
    callers: ["org-admin"],
    summary: "Make a team in one's organization",
    body: teamCreate,
    answers: { 201: { description: "The team", schema: teamDetail } },
    handle: async ({ tx, caller, body }) => {
      const made = await insertTeam(tx, { organization_id: organizationOf(caller), ...body });
      return recordReply(await detail(tx, caller, made), 201);
    },
  }),
  defineRoute({
    method: "put",
    path: "/teams/:id",
    resource,
    verb: "update",
    callers: ["staff", "org-admin"],
    summary: "Change a team's name or description",
    params,
    body: teamUpdate,
    ifMatch: true,
    answers: { 200: { description: "The team as changed", schema: teamDetail } },
    handle: async ({ tx, caller, params: { id: teamId }, body, ifMatch }) => {
      const current = await readTeam(tx, teamId);
      checkVersion(current.version, ifMatch, caller.kind === "staff");
      const { name = current.name, description = current.description } = body;
      if (name === current.name && description === current.description) {
        return recordReply(await detail(tx, caller, current));
      }
      const key = { id: teamId, version: current.version };
      const changed = await updateTeam(tx, key, { name, description });
      if (changed === undefined) throw staleVersion();
      return recordReply(await detail(tx, caller, changed));
    },
  }),
  defineRoute({
    method: "delete",
    path: "/teams/:id",
    resource,
    verb: "delete",
    callers: ["org-admin"],
    summary: "Delete a team; its members stay in the organization",
    params,
    answers: { 200: { description: "The team that was", schema: teamDetail } },
    handle: async ({ tx, caller, params: { id: teamId }, ifMatch }) => {
      const current = await readTeam(tx, teamId);
      checkVersion(current.version, ifMatch, false);
      const shown = await detail(tx, caller, current);
      if (!(await deleteTeam(tx, { id: teamId, version: current.version }))) throw staleVersion();
      return recordReply(shown);
    },
  }),
];
