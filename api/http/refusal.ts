import type { Request } from "express";
import { z } from "zod";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Connections } from "../../sql/database/connections.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { CallerContext } from "../../sql/database/transaction.ts";
import type { ProblemError } from "./problems.ts";
import type { DocumentedRoute } from "./route.ts";

/**
 * Writes the event of what a policy refused, ours or the database's (42501). In a transaction of its own:
 * the one that was refused is rolled back, the trace must stay. Where it cannot be written, this throws, and
 * the answer is a 503.
 */
export async function recordRefusal(
  pool: Connections,
  { resource, verb }: Pick<DocumentedRoute, "resource" | "verb">,
  req: Request,
  context: CallerContext,
  refused: ProblemError,
): Promise<void> {
  const id = z.uuid().safeParse(req.params["id"]).data ?? null;
  // What was asked for in vain is whatever somebody wrote into the address: erasable, and nobody's row. Of
  // users it is whom a colleague wanted to see; a token's request stands in no history but its own.
  const about =
    context.actor_kind === "staff" && resource === "users"
      ? { resource_id: id, subject: id }
      : {
          subject: context.actor_kind === "user" ? (context.actor_id ?? null) : null,
          pii: { asked: id },
        };
  await inTransaction(pool, "none", context, (tx) =>
    insertEvent(tx, {
      action: "refused",
      resource,
      ...about,
      details: { verb, reason: refused.message },
    }),
  );
}
