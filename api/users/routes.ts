import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import {
  user,
  userDetail,
  userSearch,
  userSuspend,
  userUnsuspend,
  userUpdateForm,
  usersList,
} from "../contracts/users.ts";
import { id } from "../contracts/values.ts";
import { checkVersion } from "../http/etag.ts";
import { parseListQuery, readList } from "../http/list-query.ts";
import { conflict, wrongInput } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { requestSearch } from "../../sql/reveals/queries.ts";
import { userAbilities } from "../../sql/users/abilities.ts";
import {
  searchUsers,
  selectUsers,
  updateUserToActive,
  updateUserToSuspended,
} from "../../sql/users/queries.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";
import { saveForm } from "./form.ts";
import { readPerson, showPerson } from "./person.ts";

const params = z.object({ id });
const resource = "users";

export const usersRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/users",
    resource,
    verb: "list",
    callers: ["staff"],
    standby: true,
    summary: "List users, masked",
    query: listQuery,
    list: usersList,
    answers: { 200: { description: "A page of users", schema: z.array(user) } },
    handle: async ({ tx, query, leaveEvent }) => {
      const request = parseListQuery(usersList, query);
      const page = await selectUsers(tx, request, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, request.filter.id, page.rows);
      return listReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "post",
    path: "/users/search",
    resource,
    verb: "list",
    callers: ["staff"],
    summary: "Find users by id, or by part of an e-mail address or name",
    body: userSearch,
    answers: {
      200: { description: "A page of users, the best match first", schema: z.array(user) },
    },
    commitFirst: async ({ tx, body }) => {
      const given = { ...body, sort: body.sort ?? ["relevance", "ASC"] };
      const request = readList(usersList, given, ["relevance"]);
      return { request, grant: await requestSearch(tx, { resource, q: body.q }) };
    },
    handle: async ({ tx, committed: { request, grant } }) => {
      const page = await searchUsers(tx, grant, request, TOTAL_LIMIT);
      await insertEvent(tx, {
        action: "find",
        resource,
        // One found is one shown: it stands in that person's history.
        subject: page.total === 1 ? (page.rows[0]?.id ?? null) : null,
        details: { found: page.total, truncated: page.truncated },
      });
      const reply = listReply(resource, request, page);
      return page.truncated
        ? { ...reply, headers: { ...reply.headers, "X-Search-Truncated": "true" } }
        : reply;
    },
  }),
  defineRoute({
    method: "get",
    path: "/users/:id",
    resource,
    verb: "show",
    callers: ["staff", "user"],
    summary: "Show one user: profile, subscription, progress, organizations",
    params,
    answers: { 200: { description: "The user", schema: userDetail } },
    handle: async ({ tx, caller, params: { id } }) => recordReply(await showPerson(tx, caller, id)),
  }),
  defineRoute({
    method: "put",
    path: "/users/:id",
    resource,
    verb: "update",
    callers: ["staff", "user"],
    summary:
      "Change profile, notification preferences and consents; takes the whole form or the changed fields",
    params,
    body: userUpdateForm,
    ifMatch: true,
    answers: { 200: { description: "The user as changed", schema: userDetail } },
    handle: async ({ tx, caller, params: { id }, body, ifMatch }) => {
      const current = await readPerson(tx, caller, id);
      checkVersion(current.version, ifMatch, caller.kind === "staff");
      const silent = await saveForm(tx, caller, current, body);
      return recordReply(await showPerson(tx, caller, id, { silent }));
    },
  }),
  defineRoute({
    method: "post",
    path: "/users/:id/suspend",
    resource,
    verb: "suspend",
    callers: ["staff"],
    summary: "Suspend a user, with a reason and an end",
    params,
    body: userSuspend,
    answers: { 200: { description: "The user, suspended", schema: userDetail } },
    handle: async ({ tx, caller, params: { id }, body, ifMatch }) => {
      const current = await readPerson(tx, caller, id);
      checkVersion(current.version, ifMatch, false);
      if (body.until !== null && Date.parse(body.until) <= Date.now()) {
        throw wrongInput("The end of a suspension lies in the future.", {
          until: "must lie in the future",
        });
      }
      if (!(await updateUserToSuspended(tx, id, body))) {
        throw conflict(userAbilities(current).suspend ?? "The account changed meanwhile.");
      }
      return recordReply(await showPerson(tx, caller, id, { silent: true }));
    },
  }),
  defineRoute({
    method: "post",
    path: "/users/:id/unsuspend",
    resource,
    verb: "unsuspend",
    callers: ["staff"],
    summary: "Lift a suspension",
    params,
    body: userUnsuspend.optional(),
    answers: { 200: { description: "The user, active again", schema: userDetail } },
    handle: async ({ tx, caller, params: { id }, ifMatch }) => {
      const current = await readPerson(tx, caller, id);
      checkVersion(current.version, ifMatch, false);
      if (!(await updateUserToActive(tx, id))) {
        throw conflict(userAbilities(current).unsuspend ?? "The account changed meanwhile.");
      }
      return recordReply(await showPerson(tx, caller, id, { silent: true }));
    },
  }),
];
