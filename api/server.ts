import { createServer } from "node:http";
import type { Server } from "node:http";
import { openArtifactStore } from "../sql/artifacts/store.ts";
import { createCache } from "../sql/cache/cache.ts";
import { listenForChanges } from "../sql/cache/listener.ts";
import { describeTarget, hostSettings } from "../sql/database/connection.ts";
import { parseEnvironment } from "../sql/database/environment.ts";
import { isUnavailable } from "../sql/database/errors.ts";
import { openHosts } from "../sql/database/hosts/open-hosts.ts";
import { createKeys } from "../sql/database/keys.ts";
import { retry } from "../sql/database/retry.ts";
import { attachDatabase } from "../sql/embedded/attach.ts";
import { listen } from "../sql/process/listen.ts";
import { createLogger } from "../sql/process/log.ts";
import { stopOnSignals } from "../sql/process/stop-on-signals.ts";
import { createEnqueuer } from "../sql/queues/boss.ts";
import { SERVER_OPTIONS, createApp } from "./app.ts";
import { drain } from "./drain.ts";
import { allowedOrigins, apiEnvironment } from "./environment.ts";
import { createMetricsServer } from "./metrics/listener.ts";
import { createMetrics } from "./metrics/metrics.ts";

const DEADLINE_MS = 9_000;

async function start(): Promise<void> {
  const env = parseEnvironment(apiEnvironment);
  const logger = createLogger("api", { level: env.LOG_LEVEL });
  const phases = stopOnSignals(logger, DEADLINE_MS);
  const keys = createKeys(env);
  const database = await attachDatabase(env);
  phases.add("database", () => database.release());
  const settings = hostSettings(env, "futuresync_api");
  const hosts = openHosts(settings, {
    applicationName: "futuresync-api",
    pipeline: true,
    onError: (error) => logger.warn({ error }, "database connection lost"),
    onChange: (change) => logger.info(change, "a database host changed its role"),
  });
  phases.add("pools", () => hosts.end());
  // Also while there is no primary: masked lists go on.
  const reads = hosts.reads({ prefer: "primary" });
  await retry(
    {
      target: describeTarget(settings),
      log: logger,
      givenUp: () => phases.stopping.aborted,
      mends: isUnavailable,
    },
    async () => {
      await reads.query("SELECT 1");
    },
  );
  if (phases.stopping.aborted) return;
  const enqueuer = await createEnqueuer(reads, (error) => logger.warn({ error }, "queue"));
  phases.add("queues", () => enqueuer.stop());
  const artifacts = await openArtifactStore(env);
  const cache = createCache();
  const listener = await listenForChanges(cache, {
    connect: () => hosts.primary.connect(),
    onError: (error) => logger.warn({ error }, "nothing is kept: no news of changes"),
  });
  phases.add("cache", () => listener.stop());
  const metrics = createMetrics(hosts, cache);
  const app = createApp({
    env,
    services: { hosts, pool: hosts.primary, cache, enqueuer, artifacts },
    logger,
    metrics,
    throttleKey: keys.newest.derive("throttle"),
  });
  const open = async (server: Server, host: string, variable: "API_PORT" | "API_METRICS_PORT") => {
    await listen(server, { host, port: env[variable], variable });
    phases.add(variable, (hurry) => drain(server, hurry));
  };
  await open(createServer(SERVER_OPTIONS, app), env.API_HOST, "API_PORT");
  await open(createMetricsServer(metrics.registry), "127.0.0.1", "API_METRICS_PORT");
  logger.info({ port: env.API_PORT, origin: allowedOrigins(env)[0] }, "api is ready");
}

start().catch((error: unknown) => {
  // One line for a person: whoever starts it reads this, not the log.
  process.stderr.write(`api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
