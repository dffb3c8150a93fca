import { z } from "zod";
import { defineJob } from "./job.ts";

/** Seals the audit trail up to the transaction horizon and anchors the seals in the ledger. */
export const sealAuditLog = defineJob({
  name: "seal-audit-log",
  payload: z.strictObject({}),
  // One waiting run is enough: a run does all there is to do.
  policy: "short",
  // Not tried again at once: the next slot is within the minute, and what is refused needs a person.
  options: { retryLimit: 0, expireInSeconds: 900 },
  key: () => "all",
});
