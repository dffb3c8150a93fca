import { z } from "zod";
import { ledgerEnvironment } from "../sql/audit-seals/ledger.ts";
import { signingEnvironment } from "../sql/audit-seals/signing-keys.ts";
import { databaseEnvironment } from "../sql/database/environment.ts";
import { daemonAddress } from "../sql/process/addresses.ts";
import { checkEnvironment } from "../sql/process/check-environment.ts";

export const daemonEnvironment = databaseEnvironment.extend({
  ...daemonAddress.shape,
  ...signingEnvironment.shape,
  ...ledgerEnvironment.shape,
  /** Of the audit trail, in whole months; unset: for ever. */
  AUDIT_RETENTION_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
  // Ten jobs may hold a fence at once, each on a connection of its own, and need a second one to write
  // their progress: with fewer they would wait for each other for ever.
  DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(12).max(500).default(16),
});
export type DaemonEnvironment = z.infer<typeof daemonEnvironment>;

if (import.meta.main) checkEnvironment(daemonEnvironment);
