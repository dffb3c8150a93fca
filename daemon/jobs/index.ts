import { expireExportsJob } from "./expire-exports.ts";
import { exportAuditLogJob } from "./export-audit-log.ts";
import { exportPersonalDataJob } from "./export-personal-data.ts";
import type { DaemonJob } from "./job.ts";
import { liftSuspensionsJob } from "./lift-suspensions.ts";
import { makePartitionsJob } from "./make-partitions.ts";
import { resumeExportsJob } from "./resume-exports.ts";
import { retireAuditPartitionsJob } from "./retire-audit-partitions.ts";
import { sealAuditLogJob } from "./seal-audit-log.ts";
import { verifyAuditLogJob } from "./verify-audit-log.ts";

/** THE list: what is in it runs. Partitions first: without one nothing can be written, not even an event. */
export const jobs: readonly DaemonJob[] = [
  makePartitionsJob,
  resumeExportsJob,
  exportPersonalDataJob,
  exportAuditLogJob,
  expireExportsJob,
  liftSuspensionsJob,
  sealAuditLogJob,
  verifyAuditLogJob,
  retireAuditPartitionsJob,
];
