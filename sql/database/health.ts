import type pg from "pg";
import { isUnavailable } from "./errors.ts";
import { loadSql } from "./load-sql.ts";
import { selectPendingMigrations } from "./migrator.ts";

const SELECT_HEALTH = loadSql(import.meta.url, "./health.sql");
const WEEK_SECONDS = 7 * 86_400;

export type HealthReport = {
  readonly status: "ok" | "degraded" | "down";
  /** Why it is not ok, one line a finding; nothing secret, no host names. */
  readonly findings: string[];
  readonly details?: {
    readonly version: string;
    readonly role: "primary" | "standby";
    readonly latency_ms: number;
    readonly pool: { total: number; idle: number; waiting: number; max: number };
    readonly replica_lag_seconds: "unknown";
    readonly migrations: { applied: number; pending: number };
    readonly partition_runway_seconds: number | "unknown";
    readonly last_proven_backup_at: "unknown";
  };
};

type Facts = {
  version: string;
  role: "primary" | "standby";
  partition_runway_seconds: number | null;
};

/** Degraded is not dead: what still works is said apart from what does not. Never throws for a database that is away. */
export async function checkHealth(pool: pg.Pool): Promise<HealthReport> {
  const { totalCount: total, idleCount: idle, waitingCount: waiting } = pool;
  const max = pool.options.max;
  try {
    const client = await pool.connect();
    try {
      const start = performance.now();
      const { rows } = await client.query<Facts>(SELECT_HEALTH);
      const latency_ms = Math.round((performance.now() - start) * 10) / 10;
      const [facts] = rows;
      if (facts === undefined) throw new Error("the health query gave no row");
      const migrations = await countMigrations(client);
      const runway = facts.partition_runway_seconds;
      const findings = [
        ...(facts.role === "standby" ? ["the database is read-only (a standby answers)"] : []),
        ...(migrations.pending > 0 ? [`${migrations.pending} migrations are pending`] : []),
        ...(runway !== null && runway < WEEK_SECONDS ? ["partitions end within a week"] : []),
      ];
      return {
        status: findings.length === 0 ? "ok" : "degraded",
        findings,
        details: {
          version: facts.version,
          role: facts.role,
          latency_ms,
          pool: { total, idle, waiting, max },
          replica_lag_seconds: "unknown",
          migrations,
          partition_runway_seconds: runway ?? "unknown",
          last_proven_backup_at: "unknown",
        },
      };
    } finally {
      client.release();
    }
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const full = total >= max && idle === 0;
    return {
      status: "down",
      findings: [full ? "all connections of this process are in use" : "no database answers"],
    };
  }
}

async function countMigrations(
  client: pg.ClientBase,
): Promise<{ applied: number; pending: number }> {
  const pending = (await selectPendingMigrations(client)).length;
  const { rows } = await client.query<{ applied: number }>(
    "SELECT count(*)::int AS applied FROM schema_migrations",
  );
  return { applied: rows[0]?.applied ?? 0, pending };
}
