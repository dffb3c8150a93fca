import { z } from "zod";
import { userExport } from "../contracts/users.ts";
import type { UserExport } from "../contracts/users.ts";
import { id } from "../contracts/values.ts";
import type { Caller } from "../http/caller.ts";
import { notFound, otherWay } from "../http/problems.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { fileAccessRequest } from "../../sql/gdpr-requests/file-access-request.ts";
import {
  selectGdprExports,
  selectOptionalLatestExportRequest,
} from "../../sql/gdpr-exports/queries.ts";
import { exportView } from "../gdpr-requests/export-view.ts";
import { leaveRequestShown } from "../gdpr-requests/request-view.ts";
import { checkOwn } from "./person.ts";

const params = z.object({ id });
const facts = { path: "/users/:id/export", resource: "users", verb: "export", params } as const;

/** Staff go through gdpr-requests: an export started here would pass the four eyes by. */
function onlyThePerson(caller: Caller, userId: string): void {
  if (caller.kind === "staff") {
    throw otherWay(
      "Staff file an access request instead (POST /api/gdpr-requests), where a second person sees it.",
    );
  }
  checkOwn(caller, userId);
}

async function exportOf(tx: Transaction, requestId: string): Promise<UserExport & { id: string }> {
  const row = (await selectGdprExports(tx, [requestId])).get(requestId);
  if (row === undefined) throw notFound("There is no export of this person.");
  const { status, progress, rows, expires_at, download_url, error } = exportView(row);
  return { id: requestId, status, progress, rows, expires_at, download_url, error };
}

export const userExportRoutes: readonly Route[] = [
  defineRoute({
    ...facts,
    method: "post",
    callers: ["staff", "user"],
    answersStaffItself: true,
    summary: "Start the export of one's own data, or answer the one that runs (own token only)",
    body: z.strictObject({}).optional(),
    answers: { 202: { description: "The export, queued or running", schema: userExport } },
    handle: async ({ tx, caller, params: { id: userId }, services }) => {
      onlyThePerson(caller, userId);
      const { request_id, filed } = await fileAccessRequest(tx, services.enqueuer, {
        user_id: userId,
        channel: "token",
        created_by_staff: null,
        note: null,
      });
      // One that runs already is shown, and nothing changes.
      if (!filed) await leaveRequestShown(tx, { id: request_id, user_id: userId });
      return { status: 202, body: await exportOf(tx, request_id) };
    },
  }),
  defineRoute({
    ...facts,
    method: "get",
    callers: ["staff", "user"],
    answersStaffItself: true,
    summary: "The latest export of one's own data (own token only)",
    answers: { 200: { description: "The export", schema: userExport } },
    handle: async ({ tx, caller, params: { id: userId } }) => {
      onlyThePerson(caller, userId);
      const requestId = await selectOptionalLatestExportRequest(tx, userId);
      if (requestId === undefined) throw notFound("There is no export of this person.");
      await leaveRequestShown(tx, { id: requestId, user_id: userId });
      return { status: 200, body: await exportOf(tx, requestId) };
    },
  }),
];
