import { z } from "zod";
import { between, checkRange, defineList, rangePair } from "./list.ts";
import { can, day, id, moment, oneOrMany, text, timestamp } from "./values.ts";

const auditChange = z.object({
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  /** Why neither value is there: `secret` is kept nowhere, `erased` went with the person. */
  withheld: z.enum(["secret", "erased"]).nullable(),
});

/** What became of an event since it was sealed, computed from the rows in the very request that shows it. */
const eventProof = z
  .object({
    /**
     * `unsealed`: too new, no proof yet. `unchecked`: its seal holds more events of one transaction than a
     * page reads anew.
     */
    state: z.enum(["proven", "unsealed", "unchecked", "broken"]),
    /**
     * What is wrong: `event` it is not what was sealed, `values` its personal values are not, `order` it was
     * put where everything is sealed already, `seal` the events of its seal are not those that were sealed,
     * `signature` the seal is not signed by a key of the chain.
     */
    fault: z.enum(["event", "values", "order", "seal", "signature"]).nullable(),
    seal: z.int().nullable(),
    sealed_at: timestamp.nullable(),
    key_id: z.string().nullable(),
  })
  .meta({ id: "EventProof" });
export type EventProof = z.infer<typeof eventProof>;

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
    proof: eventProof,
    /** `proof`: whether it can be downloaded. */
    can,
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof auditEvent>;

export const auditEventDetail = auditEvent.extend({ can }).meta({ id: "AuditEventDetail" });

/** An event names people, colleagues and jobs by pseudonyms: each is looked up, 30 pages of the database. */
const PAGE_LIMIT = 36;

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
    /** Of the row: the real id, as the record's own page has it. */
    resource_id: id.optional(),
    request_id: id.optional(),
    reason_code: text.max(100).optional(),
    /** True: looks at the person. False: everything else that concerns them. */
    looked: z.boolean().optional(),
    ...between("at"),
  }),
  sorts: ["at"],
  defaultSort: ["at", "DESC"],
  narrow: ["subject_id", "request_id", "resource_id"],
  served: { at: [["actor_id", "action"], ["resource", "action"], ["reason_code"]] },
});

/** For who reads a small part of the trail (of jobs, of staff): no index divides it once more. */
export const partOfAuditLogList: typeof auditLogList = {
  ...auditLogList,
  narrow: ["request_id"],
  served: { at: [] },
};

/** Support reads one event with the user it is about. */
export const auditEventQuery = z.object({ subject_id: id.optional() });

/** What goes with a search: any of it, since the search looks at each event it finds. */
export const auditEventsFound = defineList({
  pageLimit: PAGE_LIMIT,
  filters: auditLogList.filters.pick({
    subject_id: true,
    actor_id: true,
    action: true,
    resource: true,
    resource_id: true,
    request_id: true,
    reason_code: true,
    at_gte: true,
    at_lt: true,
  }),
  sorts: ["at"],
  defaultSort: ["at", "DESC"],
});

/** `POST /api/audit-log/search`: a part of a reason that staff typed, in any case of letters. */
export const auditEventSearch = z
  .strictObject({
    q: text
      .trim()
      .max(200)
      .refine(
        (q) => /[\p{L}\p{N}]{3}/u.test(q),
        "needs three letters or digits in a row: what is shorter occurs everywhere",
      ),
    sort: z.tuple([z.enum(auditEventsFound.sorts), z.enum(["ASC", "DESC"])]).optional(),
    range: rangePair.optional(),
    filter: auditEventsFound.filters.optional(),
  })
  .meta({ id: "AuditEventSearch" });

/** A colleague whom events may name. */
export const auditActor = z
  .object({ id, name: z.string(), role: z.string() })
  .meta({ id: "AuditActor" });
export type AuditActor = z.infer<typeof auditActor>;

export const auditTimelineQuery = z
  .strictObject({
    subject_id: id,
    looked: z.enum(["true", "false"]).optional(),
    at_gte: moment.optional(),
    at_lt: moment.optional(),
  })
  .superRefine(checkRange);

/** Who looked at a person, or touched what is theirs, and how often: by day (UTC) and actor, newest first. */
export const auditTimeline = z
  .object({
    groups: z.array(
      z.object({
        /** Of its newest event. */
        id,
        day,
        actor_kind: z.string(),
        actor_id: id.nullable(),
        actor_name: z.string().nullable(),
        actor_role: z.string(),
        count: z.int(),
        first_at: timestamp,
        last_at: timestamp,
        /** How many of each. */
        actions: z.record(z.string(), z.int()),
      }),
    ),
    /** How many are counted: all since `reached`, or all of the range when it is null. */
    events: z.int(),
    reached: timestamp.nullable(),
    /** When there are none in the range: the newest one before it. */
    before: timestamp.nullable(),
  })
  .meta({ id: "AuditTimeline" });
export type AuditTimeline = z.infer<typeof auditTimeline>;

const signedMessage = z.object({ message: z.string(), signature: z.string() });

/** The proof of one event, checked by the page below `/audit-log/check-proof`. */
export const proofDocument = z
  .object({
    format: z.literal("futuresync-audit-proof-1"),
    installation_id: id,
    event: z.string(),
    index: z.int(),
    size: z.int(),
    path: z.array(z.string()),
    seal: signedMessage,
    keys: z.array(signedMessage),
  })
  .meta({ id: "AuditProof" });

/** How far the seals are, what holds them back, and what the last verification found. */
export const auditSealing = z
  .object({
    last_seal: z.object({ n: z.int(), at: timestamp }).nullable(),
    /** Events without a proof so far; 10,001 means more than 10,000. */
    unsealed: z.int(),
    oldest_unsealed_at: timestamp.nullable(),
    /** The oldest open transaction that has written: no seal passes it. */
    writer_since: timestamp.nullable(),
    running_since: timestamp.nullable(),
    verification: z
      .object({
        /** `stopped`: it came to no verdict. */
        verdict: z.enum(["intact", "broken", "stopped"]),
        started_at: timestamp,
        finished_at: timestamp.nullable(),
        /** All events were looked through, or those since the last time and some of the older. */
        whole: z.boolean(),
        seals: z.int().nullable(),
        events: z.int().nullable(),
        unsealed: z.int().nullable(),
        /** The last seal then: who notes it can hold a later verification against it. */
        head: z.object({ n: z.int(), hash: z.string() }).nullable(),
        findings: z.int(),
        /** Which seals, events and partitions are wrong: "seal 7, event 01a2…". */
        names: z.string().nullable(),
        /** The first findings, at most twenty, each a sentence on a line; of `stopped` the error. */
        says: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "AuditSealing" });
export type AuditSealing = z.infer<typeof auditSealing>;

/** A verification stands in the queue. One that began at `asked_at` or later is the answer. */
export const verificationAsked = z
  .object({ asked_at: timestamp })
  .meta({ id: "VerificationAsked" });
export type VerificationAsked = z.infer<typeof verificationAsked>;
