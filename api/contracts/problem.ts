import { z } from "zod";

/** RFC 9457, plus `message` (react-admin reads it) and `errors` by field for a form. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    /** The request id: it stands in logs and audit events too. */
    instance: z.string(),
    message: z.string(),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;
