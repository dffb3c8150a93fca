import { z } from "zod";
import { defineJob } from "./job.ts";

/**
 * Verifies the audit trail: hourly what is new and a slice of what is old, `whole` when somebody asks.
 * What it finds is no failure of the job: it is in job_runs, and in the metric that alarms.
 */
export const verifyAuditLog = defineJob({
  name: "verify-audit-log",
  payload: z.strictObject({ whole: z.boolean() }),
  policy: "short",
  options: {
    retryLimit: 2,
    retryBackoff: true,
    retryDelay: 30,
    // A whole trail of a hundred million events takes about half an hour.
    expireInSeconds: 6 * 3600,
    heartbeatSeconds: 30,
  },
  key: ({ whole }) => (whole ? "whole" : "hourly"),
});
