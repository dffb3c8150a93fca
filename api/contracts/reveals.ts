import { z } from "zod";
import { text, ticket, timestamp } from "./values.ts";

/** The form of `POST /api/<resource>/:id/reveal`: which masked field, why, and for how long. */
export function revealForm<const F extends readonly [string, ...string[]]>(fields: F) {
  return z.strictObject({
    field: z.enum(fields),
    reason: text.trim().min(3).max(1000),
    ticket: ticket.nullable().default(null),
    minutes: z.int().min(1).max(30).default(5),
  });
}

export type RevealForm = z.infer<ReturnType<typeof revealForm>>;

/** The value is to be masked again at `expires_at`. */
export const revealed = z
  .object({ field: z.string(), value: z.string().nullable(), expires_at: timestamp })
  .meta({ id: "Revealed" });
export type Revealed = z.infer<typeof revealed>;
