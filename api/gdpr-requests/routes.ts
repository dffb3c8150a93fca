import { z } from "zod";
import { gdprRequest, gdprRequestCreate, gdprRequestsList } from "../contracts/gdpr-requests.ts";
import { TOTAL_LIMIT, listQuery } from "../contracts/list.ts";
import { id } from "../contracts/values.ts";
import { checkVersion } from "../http/etag.ts";
import { exportReply } from "../http/export-file.ts";
import { parseListQuery } from "../http/list-query.ts";
import { conflict, notAllowed, notFound, wrongInput } from "../http/problems.ts";
import { listReply, recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { fileAccessRequest } from "../../sql/gdpr-requests/file-access-request.ts";
import { selectGdprExports } from "../../sql/gdpr-exports/queries.ts";
import { withdrawRefusal } from "../../sql/gdpr-requests/abilities.ts";
import { withdrawOwnErasure } from "../../sql/gdpr-requests/own-erasure.ts";
import { selectGdprRequests } from "../../sql/gdpr-requests/queries.ts";
import { selectOptionalMaskedUser } from "../../sql/users/queries.ts";
import { leaveListEvent } from "../audit-log/list-event.ts";
import { exportView } from "./export-view.ts";
import { leaveRequestShown, readRequest, requestViews, showRequest } from "./request-view.ts";

const params = z.object({ id });
const resource = "gdpr-requests";

export const gdprRequestsRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/gdpr-requests",
    resource,
    verb: "list",
    callers: ["staff", "user"],
    summary: "List the requests of data subjects; with a token one's own",
    query: listQuery,
    list: gdprRequestsList,
    answers: { 200: { description: "A page of requests", schema: z.array(gdprRequest) } },
    handle: async ({ tx, caller, query, leaveEvent }) => {
      const request = parseListQuery(gdprRequestsList, query);
      const page = await selectGdprRequests(tx, request, TOTAL_LIMIT);
      await leaveListEvent(leaveEvent, resource, request.filter.user_id, page.rows);
      return listReply(resource, request, {
        ...page,
        rows: await requestViews(tx, caller, page.rows),
      });
    },
  }),
  defineRoute({
    method: "get",
    path: "/gdpr-requests/:id",
    resource,
    verb: "show",
    callers: ["staff", "user"],
    summary: "Show one request with the progress of its export",
    params,
    answers: { 200: { description: "The request", schema: gdprRequest } },
    handle: async ({ tx, caller, params: { id: requestId } }) => {
      const found = await readRequest(tx, requestId);
      await leaveRequestShown(tx, found);
      return recordReply(await showRequest(tx, caller, found));
    },
  }),
  defineRoute({
    method: "post",
    path: "/gdpr-requests",
    resource,
    verb: "create",
    callers: ["staff", "user"],
    summary: "File an access request; its export starts at once",
    body: gdprRequestCreate,
    answers: { 201: { description: "The request", schema: gdprRequest } },
    handle: async ({ tx, caller, body, services }) => {
      const staff = caller.kind === "staff";
      if (!staff && caller.id !== body.user_id.toLowerCase()) {
        throw notAllowed("A token files requests for its own person only.");
      }
      if (staff && (await selectOptionalMaskedUser(tx, body.user_id)) === undefined) {
        throw wrongInput("There is no such user.", { user_id: "there is no such user" });
      }
      const { request_id, filed } = await fileAccessRequest(tx, services.enqueuer, {
        user_id: body.user_id,
        channel: staff ? "console" : "token",
        created_by_staff: staff ? caller.id : null,
        note: body.note || null,
      });
      if (!filed) {
        throw conflict(`An export of this person is under way already: request ${request_id}.`);
      }
      return recordReply(await showRequest(tx, caller, await readRequest(tx, request_id)), 201);
    },
  }),
  defineRoute({
    method: "post",
    path: "/gdpr-requests/:id/withdraw",
    resource,
    verb: "withdraw",
    callers: ["user"],
    summary: "Withdraw the deletion of one's account, which restores it as it was",
    params,
    body: z.strictObject({}).optional(),
    answers: { 200: { description: "The request, withdrawn", schema: gdprRequest } },
    handle: async ({ tx, caller, params: { id: requestId }, ifMatch }) => {
      const found = await readRequest(tx, requestId);
      checkVersion(found.version, ifMatch, false);
      const refusal = withdrawRefusal(found);
      if (refusal !== null) throw conflict(refusal);
      if (!(await withdrawOwnErasure(tx, requestId))) {
        throw conflict("The request has moved on meanwhile.");
      }
      return recordReply(await showRequest(tx, caller, await readRequest(tx, requestId)));
    },
  }),
  defineRoute({
    method: "get",
    path: "/gdpr-requests/:id/download",
    resource,
    verb: "download",
    callers: ["staff", "user"],
    summary: "Download the export of an access request",
    params,
    answers: { 200: { description: "The zip", mediaType: "application/zip" } },
    handle: async ({ tx, params: { id: requestId }, services }) => {
      const found = await readRequest(tx, requestId);
      const row = (await selectGdprExports(tx, [requestId])).get(requestId);
      if (row === undefined) throw notFound("This request has no export.");
      const { status, download_url } = exportView(row);
      if (download_url === null)
        throw conflict(`The export is ${status}: there is nothing to fetch.`);
      await insertEvent(tx, {
        action: "download",
        resource,
        resource_id: requestId,
        subject: found.user_id,
        details: { bytes: row.bytes, sha256: row.sha256?.toString("hex") ?? null },
      });
      return exportReply(services.artifacts, requestId, `export-${requestId}.zip`);
    },
  }),
];
