import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const INSERT_JOB_RUN = loadSql(import.meta.url, "./insert-job-run.sql");
const FINISH_JOB_RUN = loadSql(import.meta.url, "./finish-job-run.sql");
const CLOSE_ABANDONED_RUNS = loadSql(import.meta.url, "./close-abandoned-runs.sql");

/** Figures and names of things, for an SRE to read. Never personal data. */
export type RunDetail = Record<string, string | number | boolean | null>;

export type RunStart = {
  readonly job: string;
  readonly target?: string;
  readonly phase?: string;
  readonly attempt?: number;
  readonly detail?: RunDetail;
  readonly requestId?: string;
};

/** The intent: commit it before the work begins, so that a kill leaves a row that says so. */
export async function startRun(tx: Transaction, run: RunStart): Promise<string> {
  const [row] = await tx.rows<{ id: string }>(INSERT_JOB_RUN, [
    run.job,
    run.target ?? null,
    run.phase ?? null,
    run.attempt ?? 1,
    run.detail ?? {},
    run.requestId ?? null,
  ]);
  if (row === undefined) throw new Error("job_runs: INSERT … RETURNING answered no row");
  return row.id;
}

/** The outcome. Answers false when the run is closed already: the first outcome stays. */
export async function finishRun(
  tx: Transaction,
  id: string,
  status: "succeeded" | "failed" | "skipped",
  detail: RunDetail = {},
): Promise<boolean> {
  return (await tx.rows(FINISH_JOB_RUN, [id, status, detail])).length === 1;
}

/**
 * Closes what killed workers left open, and answers how many there were. Only under the fence of
 * this job and target: then nobody else can be running them.
 */
export async function closeAbandonedRuns(
  tx: Transaction,
  job: string,
  target: string | null,
): Promise<number> {
  return (await tx.rows(CLOSE_ABANDONED_RUNS, [job, target])).length;
}
