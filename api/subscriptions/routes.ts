import { z } from "zod";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { subscription, subscriptionDetail, subscriptionsList } from "../contracts/subscriptions.ts";
import { id } from "../contracts/values.ts";
import { parseListQuery } from "../http/list-query.ts";
import { notFound } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import {
  selectOptionalSubscription,
  selectSubscriptions,
} from "../../sql/subscriptions/queries.ts";

const resource = "subscriptions";

export const subscriptionsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/subscriptions",
    resource,
    verb: "list",
    callers: ["staff"],
    standby: true,
    summary: "List subscriptions",
    query: listQuery,
    list: subscriptionsList,
    answers: { 200: { description: "A page of subscriptions", schema: z.array(subscription) } },
    handle: async ({ tx, query, leaveEvent }) => {
      const request = parseListQuery(subscriptionsList, query);
      const page = await selectSubscriptions(tx, request, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, request.filter.user_id, page.rows);
      return listReply(resource, request, page);
    },
  }),
  defineRoute({
    method: "get",
    path: "/subscriptions/:id",
    resource,
    verb: "show",
    callers: ["staff"],
    summary: "Show one subscription",
    params: z.object({ id }),
    answers: { 200: { description: "The subscription", schema: subscriptionDetail } },
    handle: async ({ tx, params }) => {
      const found = await selectOptionalSubscription(tx, params.id);
      if (found === undefined) throw notFound("There is no such subscription.");
      await insertEvent(tx, {
        action: "show",
        resource,
        resource_id: found.id,
        subject: found.user_id,
      });
      return recordReply({ ...found, can: [] });
    },
  }),
];
