import type { ArtifactStore } from "../../sql/artifacts/store.ts";
import type { Connections } from "../../sql/database/connections.ts";
import type { OpenLedger } from "../../sql/audit-seals/ledger.ts";
import { selectInstallationId, selectSealing } from "../../sql/audit-seals/queries.ts";
import { loadSql } from "../../sql/database/load-sql.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { DatabaseRole, Row } from "../../sql/database/transaction.ts";
import type { Metrics } from "./metrics.ts";
import { ownVerdict } from "./own-verdict.ts";

export type SamplerDeps = {
  readonly pool: Connections;
  readonly store: ArtifactStore;
  readonly metrics: Metrics;
  readonly ledger: OpenLedger;
};

/** One reading. `forget` takes away what can no longer be known: an old figure looks like a new one. */
export type Sampler = {
  readonly name: string;
  /** Six fields: the first is seconds. */
  readonly cron: string;
  readonly sample: (deps: SamplerDeps) => Promise<void>;
  readonly forget: (metrics: Metrics) => void;
};

const isKnown = (count: number | undefined): count is number => count !== undefined;
const sql = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SERVER = sql("read-server");
const SIZES = sql("read-sizes");
const QUEUES = sql("read-queues");
const EXPORTS = sql("read-exports");
const PARTITIONS = sql("read-partitions");
const VERIFICATION = sql("read-verification");

/** A reading never weighs on the database: after 5 s it is given up. */
const TIMEOUT = "SET LOCAL statement_timeout = '5s'";

const secondsSince = (moment: Date | null): number =>
  moment === null ? 0 : Math.max(0, (Date.now() - moment.getTime()) / 1000);

async function read<R extends Row>(
  pool: Connections,
  role: DatabaseRole,
  text: string,
): Promise<R[]> {
  return inTransaction(pool, role, {}, async (tx) => {
    await tx.rows(TIMEOUT);
    return tx.rows<R>(text);
  });
}

/** THE list. A metric is set by exactly one of them. */
export const samplers: readonly Sampler[] = [
  {
    name: "server",
    cron: "*/15 * * * * *",
    sample: async ({ pool, metrics }) => {
      const rows = await read<{
        state: string;
        connections: number;
        oldest_transaction: number;
        connection_limit: number;
      }>(pool, "pg_monitor", SERVER);
      metrics.databaseUp.set(1);
      metrics.databaseConnections.reset();
      for (const row of rows)
        metrics.databaseConnections.set({ state: row.state }, row.connections);
      metrics.oldestTransaction.set(Math.max(0, ...rows.map((row) => row.oldest_transaction)));
      metrics.databaseConnectionLimit.set(rows[0]?.connection_limit ?? 0);
    },
    forget: (metrics) => {
      metrics.databaseUp.set(0);
      metrics.databaseConnections.reset();
      metrics.oldestTransaction.remove();
      metrics.databaseConnectionLimit.remove();
    },
  },
  {
    name: "queues",
    cron: "*/15 * * * * *",
    sample: async ({ pool, metrics }) => {
      const rows = await read<{
        queue: string;
        waiting: number;
        active: number;
        failed: number;
        oldest: number;
      }>(pool, "none", QUEUES);
      for (const { queue, oldest, ...states } of rows) {
        metrics.queueOldest.set({ queue }, oldest);
        for (const [state, count] of Object.entries(states)) {
          metrics.queueJobs.set({ queue, state }, count);
        }
      }
    },
    forget: (metrics) => {
      metrics.queueJobs.reset();
      metrics.queueOldest.reset();
    },
  },
  {
    name: "exports",
    cron: "*/15 * * * * *",
    sample: async ({ pool, metrics }) => {
      const rows = await read<{ status: string; exports: number; oldest: number }>(
        pool,
        "fs_worker",
        EXPORTS,
      );
      for (const status of ["queued", "running", "ready", "failed"]) {
        const found = rows.find((row) => row.status === status);
        metrics.exports.set({ status }, found?.exports ?? 0);
      }
      metrics.exportOldestOpen.set(Math.max(0, ...rows.map((row) => row.oldest)));
    },
    forget: (metrics) => {
      metrics.exports.reset();
      metrics.exportOldestOpen.remove();
    },
  },
  {
    name: "partitions",
    cron: "0 * * * * *",
    sample: async ({ pool, metrics }) => {
      const rows = await read<{ table_name: string; runway: number; covers_now: number }>(
        pool,
        "fs_worker",
        PARTITIONS,
      );
      for (const { table_name: table, runway, covers_now } of rows) {
        metrics.partitionRunway.set({ table }, runway);
        metrics.partitionCoversNow.set({ table }, covers_now);
      }
    },
    forget: (metrics) => {
      metrics.partitionRunway.reset();
      metrics.partitionCoversNow.reset();
    },
  },
  {
    name: "seals",
    cron: "*/15 * * * * *",
    sample: async ({ pool, metrics, ledger }) => {
      const installation = await inTransaction(pool, "fs_worker", {}, selectInstallationId);
      // First: it is only ever behind the database, and what is sealed meanwhile must not look otherwise.
      const head = await (await ledger(installation)).head();
      const sealing = await inTransaction(pool, "fs_worker", {}, async (tx) => {
        await tx.rows(TIMEOUT);
        return selectSealing(tx);
      });
      metrics.auditLastSeal.set((sealing.sealed_at?.getTime() ?? 0) / 1000);
      metrics.auditUnsealed.set(secondsSince(sealing.oldest_unsealed_at));
      metrics.auditOldestWriter.set(sealing.writer_seconds ?? 0);
      metrics.auditLedgerBehind.set((sealing.seal_n ?? 0) - Number(head?.n ?? 0));
    },
    forget: (metrics) => {
      metrics.auditLastSeal.remove();
      metrics.auditUnsealed.remove();
      metrics.auditOldestWriter.remove();
      metrics.auditLedgerBehind.remove();
    },
  },
  {
    name: "verification",
    cron: "*/15 * * * * *",
    sample: async ({ pool, metrics }) => {
      const [last] = await read<{ verified_at: number; findings: number }>(
        pool,
        "fs_worker",
        VERIFICATION,
      );
      // Well is what nobody found anything in: what this process saw, no row takes back. Before the first one
      // nobody knows: neither well nor an alarm.
      const findings = [last?.findings, ownVerdict(metrics)?.findings].filter(isKnown);
      metrics.auditVerifySuccess.set(
        findings.length === 0 ? NaN : Number(findings.every((found) => found === 0)),
      );
      metrics.auditVerifiedAt.set(last?.verified_at ?? 0);
    },
    forget: (metrics) => {
      if ((ownVerdict(metrics)?.findings ?? 0) > 0) metrics.auditVerifySuccess.set(0);
      else metrics.auditVerifySuccess.remove();
      metrics.auditVerifiedAt.remove();
    },
  },
  {
    name: "sizes",
    // pg_database_size() looks at every file of the database.
    cron: "30 */5 * * * *",
    sample: async ({ pool, metrics }) => {
      const [row] = await read<{ database_bytes: number; users_estimated: number }>(
        pool,
        "pg_monitor",
        SIZES,
      );
      if (row === undefined) throw new Error("the table users is not there");
      metrics.databaseSize.set(row.database_bytes);
      metrics.usersEstimated.set(row.users_estimated);
    },
    forget: (metrics) => {
      metrics.databaseSize.remove();
      metrics.usersEstimated.remove();
    },
  },
  {
    name: "artifacts",
    cron: "45 * * * * *",
    sample: async ({ store, metrics }) => {
      const files = await store.list();
      metrics.artifactFiles.set(files.length);
      metrics.artifactBytes.set(files.reduce((sum, file) => sum + file.bytes, 0));
    },
    forget: (metrics) => {
      metrics.artifactFiles.remove();
      metrics.artifactBytes.remove();
    },
  },
];
