import { z } from "zod";
import { defineJob } from "./job.ts";

/** Builds the zip of one export of the audit trail. */
export const exportAuditLog = defineJob({
  name: "export-audit-log",
  payload: z.strictObject({ export_id: z.uuid() }),
  // As export-personal-data, and why.
  policy: "short",
  options: {
    retryLimit: 5,
    retryBackoff: true,
    retryDelay: 5,
    retryDelayMax: 300,
    expireInSeconds: 6 * 3600,
    heartbeatSeconds: 30,
  },
  key: (payload) => payload.export_id,
});
