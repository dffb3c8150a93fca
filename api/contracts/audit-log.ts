import { z } from "zod";
import { between, defineList } from "./list.ts";
import { can, id, oneOrMany, text, timestamp } from "./values.ts";

const auditChange = z.object({
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  /** Why neither value is there: `secret` is kept nowhere, `erased` went with the person. */
  withheld: z.enum(["secret", "erased"]).nullable(),
});

/** One event as its reader may see it: personal values masked, people resolved where known. */
export const auditEvent = z
  .object({
    id,
    at: timestamp,
    actor_kind: z.string(),
    actor_id: id.nullable(),
    actor_name: z.string().nullable(),
    /** The database role that acted: `fs_support`, say. */
    actor_role: z.string(),
    /** The person it is about, as long as the mapping from the pseudonym exists. */
    subject_id: id.nullable(),
    action: z.string(),
    resource: z.string(),
    resource_id: id.nullable(),
    request_id: z.string().nullable(),
    reason_code: z.string().nullable(),
    reason: z.string().nullable(),
    ticket: z.string().nullable(),
    /** The network it came from, not the host. */
    address: z.string().nullable(),
    details: z.unknown(),
    changes: z.array(auditChange),
    /** The person it was about has been erased, and with them the personal values here. */
    erased: z.boolean(),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof auditEvent>;

export const auditEventDetail = auditEvent.extend({ can }).meta({ id: "AuditEventDetail" });

/** An event names people, colleagues and jobs by pseudonyms: each is looked up, 30 pages of the database. */
const PAGE_LIMIT = 40;

/** Counted exactly up to here: most filters look at the events themselves. */
export const AUDIT_TOTAL_LIMIT = 1000;

export const auditLogList = defineList({
  pageLimit: PAGE_LIMIT,
  filters: z.strictObject({
    id: oneOrMany(id, PAGE_LIMIT).optional(),
    /** Support must give it: they read the history of the user shown. */
    subject_id: id.optional(),
    actor_id: id.optional(),
    action: text.max(100).optional(),
    resource: text.max(100).optional(),
    request_id: id.optional(),
    ...between("at"),
  }),
  sorts: ["at"],
  defaultSort: ["at", "DESC"],
  narrow: ["subject_id", "request_id"],
  served: { at: [["actor_id"], ["action"]] },
});

/** For who reads a small part of the trail (of jobs, of staff): no index divides it once more. */
export const partOfAuditLogList: typeof auditLogList = {
  ...auditLogList,
  narrow: ["request_id"],
  served: { at: [] },
};

/** Support reads one event with the user it is about. */
export const auditEventQuery = z.object({ subject_id: id.optional() });
