import { z } from "zod";

/** What is not built or cannot be asked answers `unknown`; it is never left out. */
const unknown = z.literal("unknown");

const healthStatus = z.enum(["ok", "degraded", "down"]);

/** `stale`: an old primary that came back; `read-only`: refuses writes without being a standby. */
const hostRole = z.enum(["primary", "standby", "read-only", "stale", "away"]);

const healthHost = z.object({
  host: z.string(),
  role: hostRole,
  lag_seconds: z.number().nullable(),
  reason: z.string().nullable(),
});

const healthDetails = z.object({
  version: z.string(),
  role: hostRole,
  latency_ms: z.number(),
  pool: z.object({ total: z.int(), idle: z.int(), waiting: z.int(), max: z.int() }),
  replica_lag_seconds: z.union([z.number(), unknown]),
  migrations: z.object({ applied: z.int(), pending: z.int(), unknown: z.int() }),
  partition_runway_seconds: z.union([z.number(), unknown]),
  last_proven_backup_at: z.union([z.iso.datetime(), unknown]),
});

export const health = z
  .object({
    status: healthStatus,
    /** Why it is not `ok`: one line a finding. */
    findings: z.array(z.string()).optional(),
    /** Every server of DATABASE_HOST; for staff and for callers on the same machine only. */
    hosts: z.array(healthHost).optional(),
    /** For staff and for callers on the same machine only. */
    details: healthDetails.optional(),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof health>;
