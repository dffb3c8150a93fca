import { z } from "zod";
import { gdprRequest } from "../contracts/gdpr-requests.ts";
import { id } from "../contracts/values.ts";
import { checkVersion } from "../http/etag.ts";
import { checkFreshSignIn } from "../http/fresh-sign-in.ts";
import { conflict, otherWay } from "../http/problems.ts";
import { recordReply } from "../http/reply.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { fileOwnErasure } from "../../sql/gdpr-requests/own-erasure.ts";
import { leaveRequestShown, readRequest, showRequest } from "../gdpr-requests/request-view.ts";
import { readPerson } from "./person.ts";

export const userDeleteRoutes: readonly Route[] = [
  defineRoute({
    method: "delete",
    path: "/users/:id",
    resource: "users",
    verb: "delete",
    callers: ["staff", "user"],
    answersStaffItself: true,
    summary:
      "Delete one's own account (own token, signed in within 5 minutes); it can be withdrawn until the erasure begins",
    params: z.object({ id }),
    answers: { 202: { description: "The erasure request", schema: gdprRequest } },
    handle: async ({ tx, caller, params: { id: userId }, ifMatch }) => {
      if (caller.kind === "staff") {
        throw otherWay(
          "The person deletes their account, with a token of their own. By staff an erasure is a request (/api/gdpr-requests), where a second person sees it.",
        );
      }
      const current = await readPerson(tx, caller, userId);
      checkFreshSignIn(caller);
      // Asked again after it was done: the answer is the same, whatever version was known then.
      if (current.deleted_at === null) checkVersion(current.version, ifMatch, false);
      const requestId = await fileOwnErasure(tx);
      if (requestId === undefined) throw conflict("The account is deleted.");
      const request = await readRequest(tx, requestId);
      // Deleted before: nothing changes, and the request is shown.
      if (current.deleted_at !== null) await leaveRequestShown(tx, request);
      return recordReply(await showRequest(tx, caller, request), 202);
    },
  }),
];
