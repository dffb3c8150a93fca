import type { Row, Transaction } from "../database/transaction.ts";

type Run = Row & {
  readonly status: "running" | "succeeded" | "failed";
  readonly started_at: Date;
  readonly finished_at: Date | null;
  /** What the job `verify-audit-log` left: its verdict, or the error that kept it from one. */
  readonly detail: {
    readonly whole?: boolean;
    readonly seals?: number;
    readonly events?: number;
    readonly unsealed?: number;
    readonly head_n?: number;
    readonly head_hash?: string | null;
    readonly findings?: number;
    readonly names?: string;
    /** What was found, one sentence a line, of the first twenty. */
    readonly says?: string | null;
    readonly error?: string;
    readonly abandoned?: boolean;
  };
};

export type Verifications = {
  /** Since when one runs. */
  readonly running_since: Date | null;
  /** The last that ended, whatever it found. */
  readonly last: Run | undefined;
};

export async function selectVerifications(tx: Transaction): Promise<Verifications> {
  const runs = await tx.rows<Run>("SELECT * FROM audit_verifications()");
  return {
    running_since: runs.find(({ status }) => status === "running")?.started_at ?? null,
    last: runs.find(({ status }) => status !== "running"),
  };
}

/** By the clock that job_runs is written by. */
export async function selectClock(tx: Transaction): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>("SELECT clock_timestamp() AS now");
  if (row === undefined) throw new Error("SELECT of the clock answered no row");
  return row.now;
}
