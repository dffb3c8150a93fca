import { z } from "zod";
import {
  AUDIT_TOTAL_LIMIT,
  auditEvent,
  auditEventDetail,
  auditEventQuery,
  auditLogList,
  partOfAuditLogList,
} from "../contracts/audit-log.ts";
import { listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import type { Caller } from "../http/caller.ts";
import { parseListQuery } from "../http/list-query.ts";
import { notAllowed, notFound } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import {
  selectAuditEvents,
  selectOptionalAuditEvent,
  showSubject,
} from "../../sql/audit-log/read.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { leaveListEvent } from "./list-event.ts";

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
      // Before and after are personal values: reading a person's history is reading the person.
      await leaveListEvent(leaveEvent, resource, subject_id, page.rows);
      return listReply(resource, request, page);
    },
  }),
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
      return recordReply({ ...found, can: [] });
    },
  }),
];
