import { z } from "zod";
import { revealed } from "../contracts/reveals.ts";
import type { RevealForm } from "../contracts/reveals.ts";
import { id } from "../contracts/values.ts";
import { conflict, notFound } from "../http/problems.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { requestReveal, selectOptionalRevealed } from "../../sql/reveals/queries.ts";

/** `POST /:resource/:id/reveal` of something a person wrote: one text, in two steps. */
export function revealTextRoute(resource: string, form: z.ZodType<RevealForm>): Route {
  return defineRoute({
    method: "post",
    path: `/${resource}/:id/reveal`,
    resource,
    verb: "reveal",
    callers: ["staff"],
    summary: "Reveal a masked text for some minutes; the reason stands in the person's history",
    params: z.object({ id }),
    body: form,
    answers: { 200: { description: "The text, and until when", schema: revealed } },
    commitFirst: async ({ tx, params, body }) => {
      const grant = await requestReveal(tx, { resource, id: params.id, ...body });
      if (grant === undefined) throw notFound("There is no such record, or it is deleted.");
      return grant;
    },
    handle: async ({ tx, body, committed: grant }) => {
      const found = await selectOptionalRevealed(tx, grant);
      if (found === undefined) {
        throw conflict("The reveal has ended, or the record was deleted meanwhile. Ask again.");
      }
      return { status: 200, body: { field: body.field, ...found } };
    },
  });
}
