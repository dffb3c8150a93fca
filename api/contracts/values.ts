import { z } from "zod";

/**
 * Text that PostgreSQL can hold and JSON can carry: no NUL (the server refuses it with 22021) and
 * no lone surrogate (it has no UTF-8 form). Refused here, it is a 400 and never a 500.
 */
export const text = z
  .string()
  .refine((value) => !value.includes("\0") && value.isWellFormed(), "holds characters no text has");

/** Small letters, as Postgres prints it: what was parsed may be compared with what was read. */
export const id = z.uuid().toLowerCase();
export const timestamp = z.iso.datetime({ offset: true });
/** A calendar day, YYYY-MM-DD. */
export const day = z.iso.date();

/** What a list's time filters take: an instant, or a day that means its first instant in UTC. */
export const moment = z.union([timestamp, day], {
  error: "is neither a day (2026-01-31) nor an instant (2026-01-31T09:00:00Z)",
});

/** Ids a `getMany` may name: a thousand cost 8,400 pages of the database, and a screen shows a hundred. */
export const ID_LIMIT = 200;

/** An equality filter takes one value or several. The cap is the one of `getMany`. */
export function oneOrMany<S extends z.ZodType>(value: S, limit = ID_LIMIT) {
  return z.union([value, z.array(value).min(1).max(limit)], {
    // A union alone says "Invalid input": the reader wants the fault of the form they chose.
    error: ({ input, errors }) => errors?.[Array.isArray(input) ? 1 : 0]?.[0]?.message,
  });
}

/**
 * The ticket that asked for an act. It is sealed in the audit trail and nobody can erase it: a reference, and
 * no place for a name, an address or a telephone number. The database asks the same (audit_is_ticket).
 */
export const ticket = z
  .string()
  .regex(
    /^(?:[A-Z][A-Z0-9]{0,9}-|#)?[0-9]{1,8}$/,
    "is a number as ticket systems give them: KEY-123, #123 or 123 (up to 10 capitals and digits, up to 8 digits)",
  );

/** What the caller may do with the record shown, and why not: a button is disabled with the reason. */
export const can = z.array(
  z.object({ verb: z.string(), allowed: z.boolean(), reason: z.string().nullable() }),
);
export type Can = z.infer<typeof can>;
