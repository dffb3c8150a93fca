import { createServer } from "node:http";
import type { Server } from "node:http";
import { openArtifactStore } from "../sql/artifacts/store.ts";
import { connectionSettings } from "../sql/database/connection.ts";
import { parseEnvironment } from "../sql/database/environment.ts";
import { createKeys } from "../sql/database/keys.ts";
import { createPool } from "../sql/database/pool.ts";
import { attachDatabase } from "../sql/embedded/attach.ts";
import { createEnqueuer } from "../sql/queues/boss.ts";
import { createApp } from "./app.ts";
import { allowedOrigins, apiEnvironment } from "./environment.ts";
import { createLogger } from "./http/logger.ts";
import { createMetricsServer } from "./metrics/listener.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { drain, listen, stopOnSignal } from "./lifecycle.ts";

async function start(): Promise<void> {
  const env = parseEnvironment(apiEnvironment);
  const logger = createLogger(env.LOG_LEVEL);
  const stop = stopOnSignal(logger);
  const keys = createKeys(env);
  const database = await attachDatabase(env);
  stop.last("database", () => database.release());
  const pool = createPool(connectionSettings(env, "futuresync_api"), {
    applicationName: "futuresync-api",
    onError: (error) => logger.warn({ err: error }, "database connection lost"),
  });
  stop.last("pool", () => pool.end());
  const enqueuer = await createEnqueuer(pool, (error) => logger.warn({ err: error }, "queue"));
  stop.last("queues", () => enqueuer.stop());
  const artifacts = await openArtifactStore(env);
  const metrics = createMetrics(pool);
  const app = createApp({
    env,
    services: { pool, enqueuer, artifacts },
    logger,
    metrics,
    throttleKey: keys.derive("throttle"),
  });
  const servers: [Server, number, string][] = [
    [createServer(app), env.API_PORT, env.API_HOST],
    [createMetricsServer(metrics.registry), env.API_METRICS_PORT, "127.0.0.1"],
  ];
  for (const [server, port, host] of servers) {
    await listen(server, port, host);
    stop.last("listener", (hurry) => drain(server, hurry));
  }
  logger.info({ port: env.API_PORT, origin: allowedOrigins(env)[0] }, "api is ready");
}

start().catch((error: unknown) => {
  // One line for a person: whoever starts it reads this, not the log.
  process.stderr.write(`api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
