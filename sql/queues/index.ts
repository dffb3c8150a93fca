import type pg from "pg";
import { withBossOn } from "./boss.ts";
import { expireExports } from "./expire-exports.ts";
import { exportAuditLog } from "./export-audit-log.ts";
import { exportPersonalData } from "./export-personal-data.ts";
import { liftSuspensions } from "./lift-suspensions.ts";
import { makePartitionsJob } from "./make-partitions.ts";
import { resumeExports } from "./resume-exports.ts";
import { retireAuditPartitions } from "./retire-audit-partitions.ts";
import { sealAuditLog } from "./seal-audit-log.ts";
import { verifyAuditLog } from "./verify-audit-log.ts";

/** THE list: a job that is not in it has no queue. */
export const jobs = [
  exportPersonalData,
  exportAuditLog,
  resumeExports,
  expireExports,
  makePartitionsJob,
  liftSuspensions,
  sealAuditLog,
  verifyAuditLog,
  retireAuditPartitions,
] as const;

/**
 * Makes the queues what the list says, after each migration and as the owner of the schema. Queues
 * no longer listed stay: their jobs may still be wanted. A changed policy throws, because pg-boss
 * cannot change it: such a job needs a new name.
 */
export async function syncQueues(client: pg.ClientBase): Promise<void> {
  await withBossOn(client, async (boss) => {
    for (const job of jobs) {
      await boss.createQueue(job.name, { policy: job.policy, ...job.options });
      const existing = await boss.getQueue(job.name);
      if (existing?.policy !== job.policy) {
        throw new Error(
          `queue ${job.name} has policy ${existing?.policy}, the code says ${job.policy}: ` +
            "a policy cannot be changed, give the job a new name",
        );
      }
      await boss.updateQueue(job.name, job.options);
    }
  });
}
