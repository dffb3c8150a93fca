import { z } from "zod";
import { between, defineList } from "./list.ts";
import { exportStatus } from "./users.ts";
import { can, day, id, oneOrMany, text, timestamp } from "./values.ts";

const gdprRequestType = z.enum([
  "access",
  "rectification",
  "erasure",
  "restriction",
  "portability",
  "objection",
  "consent_withdrawal",
]);
const gdprRequestChannel = z.enum(["console", "token", "email", "letter"]);
const gdprRequestState = z.enum([
  "received",
  "identity_pending",
  "assessing",
  "awaiting_subject",
  "planned",
  "pending_approval",
  "approved",
  "executing",
  "verifying",
  "delivering",
  "completed",
  "completed_partial",
  "refused",
  "withdrawn",
  "closed_unidentified",
]);

const gdprExport = z.object({
  status: exportStatus,
  /** 0 to 100. */
  progress: z.int().min(0).max(100),
  rows: z.int(),
  bytes: z.int().nullable(),
  tables_done: z.int(),
  tables_total: z.int(),
  current_table: z.string().nullable(),
  expires_at: timestamp.nullable(),
  error: z.string().nullable(),
  /** Null until the file is ready, and again after it expired. */
  download_url: z.string().nullable(),
});

export const gdprRequest = z
  .object({
    id,
    user_id: id,
    type: gdprRequestType,
    channel: gdprRequestChannel,
    state: gdprRequestState,
    received_on: day,
    note: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
    /** The staff member who filed it; null when the person did. */
    created_by: z.object({ id, name: z.string() }).nullable(),
    export: gdprExport.nullable(),
    can,
  })
  .meta({ id: "GdprRequest" });
export type GdprRequest = z.infer<typeof gdprRequest>;

export const gdprRequestCreate = z
  .strictObject({
    user_id: id,
    /** The other types come with the whole request workflow. */
    type: z.literal("access"),
    note: text.trim().max(2000).nullable().optional(),
  })
  .meta({ id: "GdprRequestCreate" });
export type GdprRequestCreate = z.infer<typeof gdprRequestCreate>;

export const gdprRequestsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    user_id: id.optional(),
    type: gdprRequestType.optional(),
    state: gdprRequestState.optional(),
    ...between("created_at"),
  }),
  sorts: ["id", "created_at", "received_on"],
  defaultSort: ["created_at", "DESC"],
  narrow: ["user_id"],
  served: {
    id: [["state"], ["type"]],
    created_at: [["state"], ["type"]],
    received_on: [["state"]],
  },
});
