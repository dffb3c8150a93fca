import { z } from "zod";
import {
  AUDIT_TOTAL_LIMIT,
  auditActor,
  auditEvent,
  auditEventDetail,
  auditEventQuery,
  auditEventSearch,
  auditEventsFound,
  auditLogList,
  auditTimeline,
  auditTimelineQuery,
  partOfAuditLogList,
} from "../contracts/audit-log.ts";
import { listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import type { Caller } from "../http/caller.ts";
import { parseListQuery, readList } from "../http/list-query.ts";
import { notAllowed, notFound } from "../http/problems.ts";
import { foundReply, listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { selectActors } from "../../sql/audit-log/actors.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import {
  selectAuditEvents,
  selectOptionalAuditEvent,
  showSubject,
} from "../../sql/audit-log/read.ts";
import { requestReasonSearch, searchReasons } from "../../sql/audit-log/search-reasons.ts";
import { selectTimeline } from "../../sql/audit-log/timeline.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { eventViews } from "./event-view.ts";
import { leaveListEvent } from "./list-event.ts";
import { proofRoutes } from "./proof-routes.ts";
import { sealingRoutes } from "./sealing-routes.ts";

const resource = "audit-log";

/** Support reads the history of the user shown: without one there is nothing they may read. */
async function chooseSubject(
  tx: Transaction,
  caller: Caller,
  subjectId: string | undefined,
): Promise<void> {
  if (subjectId !== undefined) return showSubject(tx, subjectId);
  if (caller.kind === "staff" && caller.role === "support") {
    throw notAllowed("Support reads the history of one user: give subject_id.");
  }
}

function readsPart(caller: Caller): boolean {
  return caller.kind === "staff" && (caller.role === "sre" || caller.role === "admin");
}

export const auditLogRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/audit-log",
    resource,
    verb: "list",
    callers: ["staff"],
    summary: "List audit events; support names the user by subject_id",
    query: listQuery,
    list: auditLogList,
    answers: { 200: { description: "A page of events", schema: z.array(auditEvent) } },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = parseListQuery(readsPart(caller) ? partOfAuditLogList : auditLogList, query);
      const { subject_id } = request.filter;
      await chooseSubject(tx, caller, subject_id);
      const page = await selectAuditEvents(tx, request, AUDIT_TOTAL_LIMIT);
      const rows = await eventViews(tx, caller, page.rows);
      // Before and after are personal values: reading a person's history is reading the person.
      await leaveListEvent(leaveEvent, resource, subject_id, page.rows);
      return listReply(resource, request, { ...page, rows });
    },
  }),
  defineRoute({
    method: "post",
    path: "/audit-log/search",
    resource,
    verb: "search",
    callers: ["staff"],
    summary: "Search events by the reason that staff typed; support names the user by subject_id",
    body: auditEventSearch,
    answers: {
      200: { description: "A page of events, the newest first", schema: z.array(auditEvent) },
    },
    commitFirst: async ({ tx, caller, body }) => {
      const request = readList(auditEventsFound, body);
      const { subject_id } = request.filter;
      await chooseSubject(tx, caller, subject_id);
      return { request, grant: await requestReasonSearch(tx, body.q, subject_id) };
    },
    handle: async ({ tx, caller, committed: { request, grant } }) => {
      const { subject_id } = request.filter;
      if (subject_id !== undefined) await showSubject(tx, subject_id);
      const page = await searchReasons(tx, grant, request);
      const isWhole = page.total === page.rows.length;
      const about = new Set(page.rows.map((event) => event.subject_id));
      await insertEvent(tx, {
        action: "find",
        resource,
        // What was typed is about whoever is found alone: it stands in that person's history.
        subject: subject_id ?? (isWhole && about.size === 1 ? ([...about][0] ?? null) : null),
        details: { found: page.total, truncated: page.reached !== undefined },
      });
      const rows = await eventViews(tx, caller, page.rows);
      return foundReply(resource, request, { ...page, rows });
    },
  }),
  defineRoute({
    method: "get",
    path: "/audit-log/actors",
    resource,
    verb: "list-actors",
    callers: ["staff"],
    summary: "List colleagues by name, to choose whose events are listed",
    answers: { 200: { description: "All colleagues", schema: z.array(auditActor) } },
    handle: async ({ tx }) => ({ status: 200, body: await selectActors(tx) }),
  }),
  defineRoute({
    method: "get",
    path: "/audit-log/timeline",
    resource,
    verb: "list",
    callers: ["staff"],
    summary: "Count who looked at a user or touched what is theirs, by day and actor",
    query: auditTimelineQuery,
    answers: { 200: { description: "The counts, newest first", schema: auditTimeline } },
    handle: async ({ tx, query, leaveEvent }) => {
      const { subject_id, looked, at_gte, at_lt } = query;
      await showSubject(tx, subject_id);
      const timeline = await selectTimeline(tx, {
        subject_id,
        looked: looked === undefined ? undefined : looked === "true",
        since: at_gte,
        until: at_lt,
      });
      await leaveListEvent(leaveEvent, resource, subject_id, timeline.groups);
      return { status: 200, body: timeline };
    },
  }),
  ...proofRoutes,
  ...sealingRoutes,
  defineRoute({
    method: "get",
    path: "/audit-log/:id",
    resource,
    verb: "show",
    callers: ["staff"],
    summary: "Show one audit event",
    params: z.object({ id }),
    query: auditEventQuery,
    answers: { 200: { description: "The event", schema: auditEventDetail } },
    handle: async ({ tx, caller, params, query }) => {
      await chooseSubject(tx, caller, query.subject_id);
      const found = await selectOptionalAuditEvent(tx, params.id);
      if (found === undefined) throw notFound("There is no such event.");
      // Also where it is about nobody: what a colleague typed to search names somebody.
      await insertEvent(tx, {
        action: "show",
        resource,
        subject: found.subject_id,
        details: { event: params.id },
      });
      const [shown] = await eventViews(tx, caller, [found]);
      return recordReply({ ...shown });
    },
  }),
];
