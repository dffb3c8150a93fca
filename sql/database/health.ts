import { errorSummary } from "../process/log.ts";
import { sqlState, whyUntrusted } from "./errors.ts";
import type { Host } from "./hosts/host.ts";
import type { Hosts } from "./hosts/open-hosts.ts";
import type { HostRole } from "./hosts/roles.ts";
import { loadSql } from "./load-sql.ts";
import { selectMigrations } from "./migrator.ts";

const SELECT_HEALTH = loadSql(import.meta.url, "./health.sql");
const WEEK_SECONDS = 7 * 86_400;
/** Lists come from the primary by then (hosts.ts); from here on somebody should look at the standby. */
const LATE_SECONDS = 60;

export type HealthReport = {
  /** `down`: nothing can be read. `degraded`: something works and something does not, and `findings` says what. */
  readonly status: "ok" | "degraded" | "down";
  /** Why it is not ok, one line a finding; nothing secret, no host names. */
  readonly findings: string[];
  readonly hosts: HostReport[];
  readonly details?: {
    readonly version: string;
    readonly role: HostRole;
    readonly latency_ms: number;
    readonly pool: PoolUse;
    /** Of the standby that is furthest behind. */
    readonly replica_lag_seconds: number | "unknown";
    /** `unknown`: the database has them and this code has not, so that it is older than its database. */
    readonly migrations: { applied: number; pending: number; unknown: number };
    readonly partition_runway_seconds: number | "unknown";
    readonly last_proven_backup_at: "unknown";
  };
};

type HostReport = {
  readonly host: string;
  readonly role: HostRole;
  /** Of a standby; null where there is nothing to compare with. */
  readonly lag_seconds: number | null;
  /** Why it is away: codes and names only. */
  readonly reason: string | null;
};

type PoolUse = { total: number; idle: number; waiting: number; max: number };
type Facts = { version: string; partition_runway_seconds: number | null };

const REASONS: Readonly<Record<string, string>> = {
  "3D000": "the database does not exist: run db:init",
  "28P01": "the server refuses the login or its password",
  "28000": "the server refuses the login from this machine",
  "53300": "the server has no connection left",
};

/**
 * Looks anew, on the connections that are kept for looking: a full pool is seen as one. Never throws for
 * a database that is away.
 */
export async function checkHealth(hosts: Hosts): Promise<HealthReport> {
  await hosts.look();
  const serving = hosts.serving();
  const report = hosts.all.map(reportHost);
  if (serving === undefined) return { status: "down", findings: [whyDown(hosts)], hosts: report };
  const migrations = await selectMigrations(serving.probe);
  if (migrations.applied.length === 0) {
    return { status: "down", findings: ["the database is empty: run db:init"], hosts: report };
  }
  const { rows } = await serving.probe.query<Facts>(SELECT_HEALTH);
  const [facts] = rows;
  if (facts === undefined) throw new Error("the health query gave no row");
  const pending = migrations.pending.length;
  const unknown = migrations.unknown.length;
  const runway = facts.partition_runway_seconds;
  const pool = poolUse(serving);
  const findings = [
    ...hostFindings(hosts.all),
    ...(pool.total >= pool.max && pool.idle === 0
      ? [`all ${pool.max} connections of this process are in use, ${pool.waiting} wait for one`]
      : []),
    ...(pending > 0 ? [`migrations are pending: ${pending}`] : []),
    ...(unknown > 0 ? [`the database is newer than this code, by migrations: ${unknown}`] : []),
    ...(runway !== null && runway < WEEK_SECONDS ? ["partitions end within a week"] : []),
  ];
  return {
    status: findings.length === 0 ? "ok" : "degraded",
    findings,
    hosts: report,
    details: {
      version: facts.version,
      role: serving.role,
      latency_ms: serving.facts?.latency_ms ?? 0,
      pool,
      replica_lag_seconds: largestLag(hosts.all) ?? "unknown",
      migrations: { applied: migrations.applied.length, pending, unknown },
      partition_runway_seconds: runway ?? "unknown",
      last_proven_backup_at: "unknown",
    },
  };
}

function reportHost({ name, role, lag_seconds, reason }: Host): HostReport {
  const lag = role === "standby" ? (lag_seconds ?? null) : null;
  return {
    host: name,
    role,
    lag_seconds: lag,
    reason: reason === undefined ? null : errorSummary(reason),
  };
}

function whyDown({ all }: Hosts): string {
  const [known] = all.flatMap(({ reason }) => {
    const untrusted = whyUntrusted(reason);
    if (untrusted !== undefined) return [`the database server is not trusted: ${untrusted}`];
    return REASONS[sqlState(reason) ?? ""] ?? [];
  });
  return known ?? "no database answers";
}

function hostFindings(all: readonly Host[]): string[] {
  const count = (role: HostRole) => all.filter((host) => host.role === role).length;
  const lag = largestLag(all);
  return [
    ...(count("primary") > 0
      ? []
      : [
          count("read-only") > 0
            ? "read only: the server refuses writes (default_transaction_read_only)"
            : "read only: the primary is away, a standby answers",
        ]),
    ...(count("away") > 0 ? [`${count("away")} of ${all.length} database hosts are away`] : []),
    ...(count("stale") > 0 ? ["an old primary answers beside the new one; it is not used"] : []),
    ...(lag !== undefined && lag > LATE_SECONDS
      ? [`a standby is ${Math.round(lag)} s behind`]
      : []),
  ];
}

function largestLag(all: readonly Host[]): number | undefined {
  const lags = all.flatMap(({ role, lag_seconds }) =>
    role === "standby" && lag_seconds !== undefined ? [lag_seconds] : [],
  );
  return lags.length === 0 ? undefined : Math.max(...lags);
}

/** Of the pool that serves now. */
function poolUse({ pool }: Host): PoolUse {
  const { totalCount: total, idleCount: idle, waitingCount: waiting } = pool;
  return { total, idle, waiting, max: pool.options.max };
}
