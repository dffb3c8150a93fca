import { z } from "zod";
import { auditLogList } from "./audit-log.ts";
import { checkRange, defineList } from "./list.ts";
import { exportStatus } from "./users.ts";
import { can, id, oneOrMany, timestamp } from "./values.ts";

const auditExportFormat = z.enum(["csv", "ndjson"]);

/**
 * The filters of the list, any of them together: a job may read what no index serves. But no row: its id may
 * be a person's, and would stand in a part of the request that no erasure empties.
 */
const auditExportFilter = auditLogList.filters.omit({ resource_id: true });

export const auditExport = z
  .object({
    id,
    format: auditExportFormat,
    /** As it was asked for. */
    filter: auditExportFilter,
    status: exportStatus,
    /** What is being done; null unless it runs. */
    phase: z.enum(["counting", "events", "proofs"]).nullable(),
    /** 0 to 100. */
    progress: z.int().min(0).max(100),
    /** Written so far, and how many there are (0 until they are counted). */
    events: z.int(),
    events_total: z.int(),
    /** Events with a proof; the others were not sealed yet, or no longer lead to their seal. */
    proofs: z.int(),
    /** Events that are not what was sealed; null until it is ready, and where nobody counted them. */
    broken: z.int().nullable(),
    /** The export holds the trail as it stood then; null until it is ready. */
    snapshot_at: timestamp.nullable(),
    bytes: z.int().nullable(),
    /** Of the zip, in hexadecimal. */
    sha256: z.string().nullable(),
    created_at: timestamp,
    expires_at: timestamp.nullable(),
    error: z.string().nullable(),
    /** Null until the file is ready, and again after it expired. */
    download_url: z.string().nullable(),
    can,
  })
  .meta({ id: "AuditExport" });
export type AuditExport = z.infer<typeof auditExport>;

export const auditExportCreate = z
  .strictObject({
    format: auditExportFormat,
    filter: auditExportFilter.superRefine(checkRange).default({}),
  })
  .meta({ id: "AuditExportCreate" });

export type AuditExportCreate = z.infer<typeof auditExportCreate>;

export const auditExportsList = defineList({
  filters: z.strictObject({ id: oneOrMany(id).optional() }),
  sorts: ["created_at"],
  defaultSort: ["created_at", "DESC"],
});
