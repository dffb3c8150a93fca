import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import {
  vision,
  visionDetail,
  visionReveal,
  visionSearch,
  visionsFound,
  visionsList,
} from "../contracts/visions.ts";
import { canOf } from "../http/abilities.ts";
import { parseListQuery, readList } from "../http/list-query.ts";
import { notFound } from "../http/problems.ts";
import { foundReply, listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { requestSearch } from "../../sql/reveals/queries.ts";
import { searchVisions, selectOptionalVision, selectVisions } from "../../sql/visions/queries.ts";
import { revealTextRoute } from "../users/reveal-text.ts";
import { personAsked, sightOf } from "../users/whose.ts";

const resource = "visions";

export const visionsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/visions",
    resource,
    verb: "list",
    callers: ["staff", "user"],
    summary: "List one person's visions: with a token one's own, for staff masked",
    query: listQuery,
    list: visionsList,
    answers: { 200: { description: "A page of visions", schema: z.array(vision) } },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = parseListQuery(visionsList, query);
      const user_id = personAsked(caller, request.filter.user_id);
      const asked = { ...request, filter: { ...request.filter, user_id } };
      const page = await selectVisions(tx, sightOf(caller), asked, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, user_id, page.rows);
      return listReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "post",
    path: "/visions/search",
    resource,
    verb: "list",
    callers: ["staff", "user"],
    summary: "Search one person's visions by words of title and description",
    body: visionSearch,
    answers: {
      200: { description: "A page of visions, the best match first", schema: z.array(vision) },
    },
    commitFirst: async ({ tx, caller, body }) => {
      const request = readList(visionsFound, body);
      const person = personAsked(caller, request.filter.user_id);
      const searcher =
        caller.kind === "staff"
          ? { grant: await requestSearch(tx, { resource, q: body.q, person }) }
          : { person, q: body.q };
      return { request, person, searcher };
    },
    handle: async ({ tx, committed: { request, person, searcher } }) => {
      const page = await searchVisions(tx, searcher, request);
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
    path: "/visions/:id",
    resource,
    verb: "show",
    callers: ["staff", "user"],
    summary: "Show one vision: one's own, for staff masked",
    params: z.object({ id }),
    answers: { 200: { description: "The vision", schema: visionDetail } },
    handle: async ({ tx, caller, params }) => {
      const found = await selectOptionalVision(tx, sightOf(caller), params.id);
      if (found === undefined) throw notFound("There is no such vision.");
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
  revealTextRoute(resource, visionReveal),
];
