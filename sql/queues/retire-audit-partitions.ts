import { z } from "zod";
import { defineJob } from "./job.ts";

/** Drops the partitions of the audit trail that are older than AUDIT_RETENTION_MONTHS. */
export const retireAuditPartitions = defineJob({
  name: "retire-audit-partitions",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  // What keeps a partition is looked at again tomorrow; a kill is gone on from at the next start.
  options: { retryLimit: 0, expireInSeconds: 6 * 3600, heartbeatSeconds: 30 },
  key: () => "all",
});
