import { z } from "zod";
import { auditExport, auditExportCreate, auditExportsList } from "../contracts/audit-exports.ts";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import type { Caller, StaffCaller } from "../http/caller.ts";
import { exportReply } from "../http/export-file.ts";
import { parseListQuery } from "../http/list-query.ts";
import { conflict, notAllowed, notFound } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { requestAuditExport } from "../../sql/audit-exports/request-audit-export.ts";
import { selectAuditExports, selectOptionalAuditExport } from "../../sql/audit-exports/queries.ts";
import type { AuditExportRow } from "../../sql/audit-exports/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { exportView } from "./export-view.ts";

const params = z.object({ id });
// Who may export the trail may see what they exported: one permission, and the database keeps back the others'.
const facts = { resource: "audit-log", verb: "export", callers: ["staff"] } as const;
const resource = "audit-exports";

function staffOnly(caller: Caller): StaffCaller {
  if (caller.kind !== "staff") throw notAllowed("This is for staff.");
  return caller;
}

async function readExport(tx: Transaction, exportId: string): Promise<AuditExportRow> {
  const found = await selectOptionalAuditExport(tx, exportId);
  if (found === undefined) throw notFound("There is no such export of yours.");
  return found;
}

export const auditExportsRoutes: readonly Route[] = [
  defineRoute({
    ...facts,
    method: "get",
    path: "/audit-exports",
    summary: "List one's own exports of the audit trail",
    query: listQuery,
    list: auditExportsList,
    answers: { 200: { description: "A page of exports", schema: z.array(auditExport) } },
    // No event: it shows what the caller asked for, and no row of the trail.
    handle: async ({ tx, query }) => {
      const request = parseListQuery(auditExportsList, query);
      const page = await selectAuditExports(tx, request, TOTAL_LIMIT);
      return listReply(resource, request, { ...page, rows: page.rows.map(exportView) });
    },
  }),
  defineRoute({
    ...facts,
    method: "get",
    path: "/audit-exports/:id",
    summary: "Show one of one's own exports of the audit trail with its progress",
    params,
    answers: { 200: { description: "The export", schema: auditExport } },
    handle: async ({ tx, params: { id: exportId } }) =>
      recordReply(exportView(await readExport(tx, exportId))),
  }),
  defineRoute({
    ...facts,
    method: "post",
    path: "/audit-exports",
    summary: "Export the events that a filter of the audit trail finds, with their proofs",
    body: auditExportCreate,
    answers: { 201: { description: "The export, queued", schema: auditExport } },
    handle: async ({ tx, caller, body, services }) => {
      const { id: staff_id } = staffOnly(caller);
      const exportId = await requestAuditExport(tx, services.enqueuer, {
        staff_id,
        ...body,
      });
      return recordReply(exportView(await readExport(tx, exportId)), 201);
    },
  }),
  defineRoute({
    ...facts,
    method: "get",
    path: "/audit-exports/:id/download",
    summary: "Download one of one's own exports of the audit trail",
    params,
    answers: { 200: { description: "The zip", mediaType: "application/zip" } },
    handle: async ({ tx, params: { id: exportId }, services }) => {
      const found = await readExport(tx, exportId);
      const { status, download_url } = exportView(found);
      if (download_url === null) {
        throw conflict(`The export is ${status}: there is nothing to fetch.`);
      }
      await insertEvent(tx, {
        action: "download",
        resource,
        resource_id: exportId,
        subject: found.subject_id,
        details: {
          format: found.format,
          events: found.events,
          bytes: found.bytes,
          sha256: found.sha256?.toString("hex") ?? null,
        },
      });
      const day = found.created_at.toISOString().slice(0, 10);
      return exportReply(services.artifacts, exportId, `audit-log-${day}-${exportId}.zip`);
    },
  }),
];
