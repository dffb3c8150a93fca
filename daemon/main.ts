import { openArtifactStore, ArtifactStoreError } from "../sql/artifacts/store.ts";
import { LedgerError, openSealLedger, prepareLedgerFolder } from "../sql/audit-seals/ledger.ts";
import type { OpenLedger } from "../sql/audit-seals/ledger.ts";
import { createSigner } from "../sql/audit-seals/signing-keys.ts";
import { hostSettings, describeTarget } from "../sql/database/connection.ts";
import { EnvironmentError, parseEnvironment } from "../sql/database/environment.ts";
import { registerHostMetrics } from "../sql/database/hosts/metrics.ts";
import { retry } from "../sql/database/retry.ts";
import { EmbeddedError } from "../sql/embedded/errors.ts";
import { ListenError } from "../sql/process/listen.ts";
import { createLogger } from "../sql/process/log.ts";
import { stopOnSignals } from "../sql/process/stop-on-signals.ts";
import { createWorker, enqueuerOf } from "../sql/queues/boss.ts";
import { openDatabase, reportNowAndThen } from "./database.ts";
import { daemonEnvironment } from "./environment.ts";
import { jobs } from "./jobs/index.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { samplers } from "./metrics/samplers.ts";
import { startSamplers } from "./metrics/start-samplers.ts";
import { startServer } from "./server.ts";
import type { Health } from "./server.ts";
import { startWorkers, stopWorkers } from "./workers.ts";

const DEADLINE_MS = 8_000;

const log = createLogger("daemon");

async function main(): Promise<void> {
  const env = parseEnvironment(daemonEnvironment);
  log.level = env.LOG_LEVEL;
  // Asked late: the embedded database makes this login's password at its first start.
  const target = () => describeTarget(hostSettings(env, "futuresync_daemon"));
  const store = await openArtifactStore(env);
  const signer = createSigner(env);
  await prepareLedgerFolder(env);
  const ledger: OpenLedger = (installationId) => openSealLedger(env, installationId);
  const metrics = createMetrics();
  let status: Health["status"] = "starting";
  let failing: ReadonlySet<string> = new Set();
  const check = (sampler: string, detail: string) => ({
    ok: status !== "starting" && !failing.has(sampler),
    detail,
  });
  const phases = stopOnSignals(log, DEADLINE_MS);
  phases.stopping.addEventListener("abort", () => (status = "stopping"));
  const server = await startServer({
    host: env.DAEMON_HOST,
    port: env.DAEMON_PORT,
    registry: metrics.registry,
    health: () => ({
      status: status === "ok" && failing.size > 0 ? "degraded" : status,
      checks: {
        database: check("server", target()),
        queue: check("queues", `${jobs.length} jobs`),
        artifacts: check("artifacts", store.folder),
      },
    }),
  });
  phases.add("server", () => server.close());
  const database = await openDatabase(env, log);
  phases.add("database", () => database.close());

  const pool = database.hosts.primary;
  registerHostMetrics(metrics.registry, database.hosts);
  const boss = createWorker(pool, reportNowAndThen(log, "the queue reports an error"));
  const giveBack = new AbortController();
  phases.add("workers", (hurry) => stopWorkers(boss, giveBack, hurry));
  const untilDone = (work: () => Promise<void>) =>
    retry({ target: target(), log, givenUp: () => phases.stopping.aborted }, work);
  await untilDone(async () => {
    await boss.start();
  });
  const sampling = await startSamplers(samplers, { pool, store, metrics, ledger }, log);
  phases.add("samplers", () => sampling.stop());
  ({ failing } = sampling);
  const auditRetentionMonths = env.AUDIT_RETENTION_MONTHS;
  const enqueuer = enqueuerOf(boss);
  const deps = { pool, store, metrics, signer, ledger, enqueuer, auditRetentionMonths };
  await startWorkers(boss, jobs, deps, log, giveBack.signal, untilDone);
  if (status === "starting") status = "ok";
  log.info({ port: env.DAEMON_PORT, jobs: jobs.map((job) => job.name) }, "the daemon works");
}

main().catch((error: unknown) => {
  const known = [EnvironmentError, ArtifactStoreError, LedgerError, EmbeddedError, ListenError];
  if (error instanceof Error && known.some((kind) => error instanceof kind)) {
    process.stderr.write(`daemon: ${error.message}\n`);
  } else {
    log.fatal({ error }, "the daemon could not start");
  }
  process.exit(1);
});
