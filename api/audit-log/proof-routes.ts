import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { proofDocument } from "../contracts/audit-log.ts";
import { id } from "../contracts/values.ts";
import { conflict, notFound } from "../http/problems.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { selectOptionalAuditEvent } from "../../sql/audit-log/read.ts";
import { selectProofDocument } from "../../sql/audit-seals/event-proofs.ts";
import { withheldBecause } from "./event-view.ts";

const resource = "audit-log";
const CHECK_PROOF = fileURLToPath(
  new URL("../../sql/audit-seals/check-proof.html", import.meta.url),
);

/** Before `/audit-log/:id`: the words of these paths are no ids. */
export const proofRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/audit-log/check-proof",
    resource,
    verb: "proof",
    callers: ["staff"],
    summary: "Download the page that checks proofs offline",
    answers: { 200: { description: "One HTML file, complete in itself", mediaType: "text/html" } },
    handle: async () => ({
      status: 200,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Disposition": 'attachment; filename="check-proof.html"',
      },
      stream: async () => createReadStream(CHECK_PROOF),
    }),
  }),
  defineRoute({
    method: "get",
    path: "/audit-log/:id/proof",
    resource,
    verb: "proof",
    callers: ["staff"],
    summary: "Download the proof that an event is in its seal",
    params: z.object({ id }),
    answers: { 200: { description: "The proof", schema: proofDocument } },
    handle: async ({ tx, params }) => {
      const found = await selectOptionalAuditEvent(tx, params.id);
      if (found === undefined) throw notFound("There is no such event.");
      const { proof, document } = await selectProofDocument(tx, params.id);
      if (document === undefined) throw conflict(withheldBecause(proof) ?? "There is no proof.");
      await insertEvent(tx, {
        action: "download",
        resource,
        subject: found.subject_id,
        details: { event: params.id, seal: proof.seal },
      });
      return {
        status: 200,
        headers: { "Content-Disposition": `attachment; filename="proof-${params.id}.json"` },
        body: document,
      };
    },
  }),
];
