import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import {
  dailyAction,
  dailyActionDetail,
  dailyActionReveal,
  dailyActionSearch,
  dailyActionsFound,
  dailyActionsList,
} from "../contracts/daily-actions.ts";
import { canOf } from "../http/abilities.ts";
import { parseListQuery, readList } from "../http/list-query.ts";
import { notFound } from "../http/problems.ts";
import { foundReply, listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { requestSearch } from "../../sql/reveals/queries.ts";
import {
  searchDailyActions,
  selectOptionalDailyAction,
  selectDailyActions,
} from "../../sql/daily-actions/queries.ts";
import { revealTextRoute } from "../users/reveal-text.ts";
import { personAsked, sightOf } from "../users/whose.ts";

const resource = "daily-actions";

export const dailyActionsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/daily-actions",
    resource,
    verb: "list",
    callers: ["staff", "user"],
    summary: "List one person's actions: with a token one's own, for staff masked",
    query: listQuery,
    list: dailyActionsList,
    answers: { 200: { description: "A page of actions", schema: z.array(dailyAction) } },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = parseListQuery(dailyActionsList, query);
      const user_id = personAsked(caller, request.filter.user_id);
      const asked = { ...request, filter: { ...request.filter, user_id } };
      const page = await selectDailyActions(tx, sightOf(caller), asked, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, user_id, page.rows);
      return listReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "post",
    path: "/daily-actions/search",
    resource,
    verb: "list",
    callers: ["staff", "user"],
    summary: "Search one person's actions by words of title, description and reasoning",
    body: dailyActionSearch,
    answers: {
      200: { description: "A page of actions, the best match first", schema: z.array(dailyAction) },
    },
    commitFirst: async ({ tx, caller, body }) => {
      const request = readList(dailyActionsFound, body);
      const person = personAsked(caller, request.filter.user_id);
      const searcher =
        caller.kind === "staff"
          ? { grant: await requestSearch(tx, { resource, q: body.q, person }) }
          : { person, q: body.q };
      return { request, person, searcher };
    },
    handle: async ({ tx, committed: { request, person, searcher } }) => {
      const days = { since: request.filter.date_gte, until: request.filter.date_lte };
      const page = await searchDailyActions(tx, searcher, days, request);
      await insertEvent(tx, {
        action: "find",
        resource,
        subject: person,
        details: { found: page.total, truncated: page.reached !== undefined },
      });
      return foundReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "get",
    path: "/daily-actions/:id",
    resource,
    verb: "show",
    callers: ["staff", "user"],
    summary: "Show one action: one's own, for staff masked",
    params: z.object({ id }),
    answers: { 200: { description: "The action", schema: dailyActionDetail } },
    handle: async ({ tx, caller, params }) => {
      const found = await selectOptionalDailyAction(tx, sightOf(caller), params.id);
      if (found === undefined) throw notFound("There is no such action.");
      await insertEvent(tx, {
        action: "show",
        resource,
        resource_id: found.id,
        subject: found.user_id,
      });
      const reveal = found.deleted_at === null ? null : "It is deleted.";
      return recordReply({ ...found, can: canOf(caller, resource, { reveal }) });
    },
  }),
  revealTextRoute(resource, dailyActionReveal),
];
