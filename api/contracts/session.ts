import { z } from "zod";
import { id, text } from "./values.ts";

const staffRole = z.enum(["support", "compliance", "dpo", "sre", "auditor", "admin"]);
export type StaffRole = z.infer<typeof staffRole>;

/** Lengths are capped: hashing a password of megabytes would be an attack of its own. */
export const sessionCreate = z
  .strictObject({ email: text.min(1).max(320), password: text.min(1).max(1024) })
  .meta({ id: "SessionCreate" });

export const session = z
  .object({
    staff: z.object({ id, name: z.string(), email: z.string(), role: staffRole }),
    /** Every verb this role may use, by resource. */
    can: z.array(z.object({ resource: z.string(), verb: z.string() })),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof session>;
