import type { LastVerdict } from "../../sql/audit-seals/verification/hourly.ts";
import type { Metrics } from "./metrics.ts";

const verdicts = new WeakMap<Metrics, LastVerdict>();

/**
 * What this process itself found when it last verified the trail; nothing before it has. In memory and not in
 * job_runs alone: the owner of the tables, whom a verification is to catch, writes those as they like.
 */
export const ownVerdict = (metrics: Metrics): LastVerdict | undefined => verdicts.get(metrics);

/** Told before anything of it is written: what the database answers to that must not decide. */
export function tellVerdict(metrics: Metrics, verdict: LastVerdict): void {
  verdicts.set(metrics, verdict);
  if (verdict.findings > 0) metrics.auditVerifySuccess.set(0);
}
