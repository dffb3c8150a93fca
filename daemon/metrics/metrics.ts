import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** How a run of a job ended. `held` = another process works on it; `returned` = given back at shutdown. */
export const JOB_RESULTS = ["succeeded", "failed", "held", "returned"] as const;
export type JobResult = (typeof JOB_RESULTS)[number];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Every figure of the daemon, in a registry of its own so that a process (or a test) may hold more
 * than one. Names are kept: dashboards and rules are checked against them (grafana/).
 */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  return {
    registry,
    jobRuns: new Counter({
      name: "futuresync_job_runs_total",
      help: "Runs of a job that ended in this process, by result",
      labelNames: ["job", "result"],
      registers,
    }),
    jobDuration: new Histogram({
      name: "futuresync_job_duration_seconds",
      help: "How long a run of a job took",
      labelNames: ["job"],
      // A partition check takes 20 ms, the export of a person with millions of events minutes.
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
      registers,
    }),
    jobLastSuccess: gauge(
      "futuresync_job_last_success_timestamp_seconds",
      "When a run of the job last succeeded in this process (Unix time; 0 = not yet)",
      ["job"],
    ),
    exportRows: new Counter({
      name: "futuresync_export_rows_total",
      help: "Rows written into exports by this process",
      registers,
    }),
    queueJobs: gauge("futuresync_queue_jobs", "Jobs waiting, running and failed by queue", [
      "queue",
      "state",
    ]),
    queueOldest: gauge(
      "futuresync_queue_oldest_seconds",
      "Age of the oldest job that could run and does not, by queue (0 = none waits)",
      ["queue"],
    ),
    exports: gauge(
      "futuresync_exports",
      "Exports of a person's data by status (failed: of the last 7 days)",
      ["status"],
    ),
    exportOldestOpen: gauge(
      "futuresync_export_oldest_open_seconds",
      "Age of the oldest export that is neither ready nor failed (0 = none)",
    ),
    artifactBytes: gauge("futuresync_artifacts_bytes", "Bytes of the files in ARTIFACTS_DIR"),
    artifactFiles: gauge("futuresync_artifacts_files", "Files in ARTIFACTS_DIR"),
    partitionRunway: gauge(
      "futuresync_partition_runway_seconds",
      "Time from now to the end of the last partition without a gap before it",
      ["table"],
    ),
    partitionCoversNow: gauge(
      "futuresync_partition_covers_now",
      "1 when a row of now finds its partition, else 0",
      ["table"],
    ),
    auditLastSeal: gauge(
      "futuresync_audit_last_seal_timestamp_seconds",
      "When the newest seal of the audit trail was made (Unix time; 0 = none yet)",
    ),
    auditUnsealed: gauge(
      "futuresync_audit_unsealed_seconds",
      "Age of the oldest event without a seal (0 = all are sealed)",
    ),
    auditOldestWriter: gauge(
      "futuresync_audit_oldest_writer_seconds",
      "Age of the oldest open transaction that has written, in any database of the server: no event behind it is sealed",
    ),
    auditLedgerBehind: gauge(
      "futuresync_audit_ledger_behind_seals",
      "Seals whose head is not in the ledger yet (negative: the ledger is ahead of the database)",
    ),
    auditVerifySuccess: gauge(
      "futuresync_audit_verify_success",
      "1 when the last verification of the audit trail found nothing, 0 when it found something, NaN before the first",
    ),
    auditVerifiedAt: gauge(
      "futuresync_audit_verify_timestamp_seconds",
      "When the audit trail was last verified to the end (Unix time; 0 = not yet)",
    ),
    usersEstimated: gauge("futuresync_users_estimated", "The planner's estimate of rows in users"),
    databaseUp: gauge("futuresync_database_up", "1 when the last reading reached the database"),
    databaseSize: gauge("futuresync_database_size_bytes", "Size of the database on disk"),
    databaseConnections: gauge(
      "futuresync_database_connections",
      "Connections to this database by state",
      ["state"],
    ),
    databaseConnectionLimit: gauge(
      "futuresync_database_connections_limit",
      "max_connections of the server",
    ),
    oldestTransaction: gauge(
      "futuresync_oldest_transaction_seconds",
      "Age of the oldest open transaction (it holds back vacuum)",
    ),
    samplerLastSuccess: gauge(
      "futuresync_sampler_last_success_timestamp_seconds",
      "When a reading of the database last succeeded (Unix time): how old the other figures are",
      ["sampler"],
    ),
  };
}
