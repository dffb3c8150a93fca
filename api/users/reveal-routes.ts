import { z } from "zod";
import { revealed } from "../contracts/reveals.ts";
import { userReveal } from "../contracts/users.ts";
import { id } from "../contracts/values.ts";
import { conflict, notFound } from "../http/problems.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { requestReveal, selectOptionalRevealed } from "../../sql/reveals/queries.ts";
import { userAbilities } from "../../sql/users/abilities.ts";
import { readPerson } from "./person.ts";

const resource = "users";

export const userRevealRoutes: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/users/:id/reveal",
    resource,
    verb: "reveal",
    callers: ["staff"],
    summary: "Reveal a masked value for some minutes; the reason stands in the person's history",
    params: z.object({ id }),
    body: userReveal,
    answers: { 200: { description: "The value, and until when", schema: revealed } },
    commitFirst: async ({ tx, caller, params, body }) => {
      const refusal = userAbilities(await readPerson(tx, caller, params.id)).reveal;
      if (refusal !== null) throw conflict(refusal);
      const grant = await requestReveal(tx, { resource, id: params.id, ...body });
      if (grant === undefined) throw notFound("There is no such user.");
      return grant;
    },
    handle: async ({ tx, body, committed: grant }) => {
      const found = await selectOptionalRevealed(tx, grant);
      if (found === undefined) {
        throw conflict("The reveal has ended, or the account was deleted meanwhile. Ask again.");
      }
      return { status: 200, body: { field: body.field, ...found } };
    },
  }),
];
