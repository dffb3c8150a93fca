import type { Transaction } from "../../database/transaction.ts";
import type { RunDetail } from "../../job-runs/queries.ts";
import type { SealRange, Verification } from "../verify.ts";
import { namesOf, sentencesOf } from "./findings.ts";
import { readIntervals, readSeals } from "./read-seals.ts";

/** Of the older events, each hour: some ten seconds. 24 million a day. */
const SLICE_EVENTS = 1_000_000;

/** What a run came to, and how far it had come: the next plan goes on from it. */
export type LastVerdict = {
  readonly findings: number;
  readonly head_n: bigint;
  readonly slice_n: bigint;
};

/** What one run looks through event by event; without ranges all. */
export type Plan = { readonly ranges?: readonly SealRange[]; readonly sliceTo: bigint };

const WHOLE: Plan = { sliceTo: 0n };

/**
 * The whole when it is asked for, when this process has not looked yet, and as long as its last verdict was
 * bad: an alarm ends because all is well, not because the next hour looked elsewhere. Else what is new, and the next
 * slice of what is old, of at most `sliceEvents` or one interval.
 */
export async function planVerification(
  tx: Transaction,
  whole: boolean,
  last: LastVerdict | undefined,
  sliceEvents = SLICE_EVENTS,
): Promise<Plan> {
  if (whole || last === undefined || last.findings > 0) return WHOLE;
  const verified = last.head_n;
  const recent: SealRange = { from: verified + 1n };
  if (verified === 0n) return WHOLE;
  const from = last.slice_n >= verified ? 1n : last.slice_n + 1n;
  let events = 0;
  for await (const interval of readIntervals(readSeals(tx, from, verified))) {
    for (const { rows } of interval.seals) events += Number(rows);
    const to = BigInt(interval.seals.at(-1)?.n ?? interval.seals[0].n);
    if (events >= sliceEvents) return { ranges: [{ from, to }, recent], sliceTo: to };
  }
  return { ranges: [{ from, to: verified }, recent], sliceTo: verified };
}

/** For job_runs: figures, and what the findings name. */
export function verdictOf(verification: Verification, plan: Plan): RunDetail {
  const { found, findings, head, seals, events, resumptions } = verification;
  return {
    whole: verification.whole,
    seals,
    head_n: Number(head?.n ?? 0),
    head_hash: head?.hash ?? null,
    events: events.events,
    unsealed: events.unsealed,
    slice_n: Number(plan.sliceTo),
    findings: found,
    resumed: resumptions.map(({ seal }) => `seal ${seal}`).join(", "),
    names: namesOf(findings),
    says: findings.length === 0 ? null : sentencesOf(findings),
  };
}
