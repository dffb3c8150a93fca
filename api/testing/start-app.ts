import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { openArtifactStore } from "../../sql/artifacts/store.ts";
import { createCache } from "../../sql/cache/cache.ts";
import { listenForChanges } from "../../sql/cache/listener.ts";
import type { ConnectionSettings } from "../../sql/database/connection.ts";
import { openHosts } from "../../sql/database/hosts/open-hosts.ts";
import type { Hosts } from "../../sql/database/hosts/open-hosts.ts";
import { createLogger } from "../../sql/process/log.ts";
import { createEnqueuer } from "../../sql/queues/boss.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";
import { SERVER_OPTIONS, createApp } from "../app.ts";
import { apiEnvironment } from "../environment.ts";
import type { ApiEnvironment } from "../environment.ts";
import type { SignInLimits } from "../http/throttle.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { TOKEN_SECRET } from "./secrets.ts";
import { createClients } from "./clients.ts";
import type { Clients } from "./clients.ts";

export type TestApp = Clients & {
  readonly database: TestDatabase;
  /** The app's own connections. */
  readonly hosts: Hosts;
  readonly origin: string;
  readonly artifacts: Awaited<ReturnType<typeof openArtifactStore>>;
  /** Every line logged so far. */
  readonly logs: () => string;
  readonly metrics: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** The whole API on a free port over a database of its own, reached by real HTTP. */
export async function startApp(
  options: {
    readonly env?: Record<string, string>;
    readonly signInLimits?: SignInLimits;
    /** Another way to the same database: through a proxy that can be cut. */
    readonly reroute?: (settings: ConnectionSettings) => Promise<ConnectionSettings>;
  } = {},
): Promise<TestApp> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "futuresync-api-"));
  const variables = { DATA_DIR: folder, AUTH_JWT_SECRET: TOKEN_SECRET, ...options.env };
  const env: ApiEnvironment = apiEnvironment.parse(variables);
  const direct = database.settings("futuresync_api");
  const hosts = openHosts([(await options.reroute?.(direct)) ?? direct], {
    applicationName: "test-api",
    pipeline: true,
    onError: () => undefined,
  });
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString("utf8"));
      done();
    },
  });
  const enqueuer = await createEnqueuer(hosts.primary, () => undefined);
  const artifacts = await openArtifactStore(env);
  const cache = createCache();
  const listener = await listenForChanges(cache, {
    connect: () => hosts.primary.connect(),
    onError: () => undefined,
  });
  const metrics = createMetrics(hosts, cache);
  // The port is known only when it listens, and origins are made of it: the app is made after.
  const server = createServer(SERVER_OPTIONS);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on(
    "request",
    createApp({
      env: { ...env, PUBLIC_URL: options.env?.["PUBLIC_URL"] ?? origin },
      services: { hosts, pool: hosts.primary, cache, enqueuer, artifacts },
      logger: createLogger("api", { destination: sink }),
      metrics,
      throttleKey: randomBytes(32),
      ...(options.signInLimits !== undefined && { signInLimits: options.signInLimits }),
    }),
  );
  return {
    ...createClients(origin, database),
    database,
    hosts,
    origin,
    artifacts,
    logs: () => lines.join(""),
    metrics: () => metrics.registry.metrics(),
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await listener.stop();
      await enqueuer.stop();
      await hosts.end();
      rmSync(folder, { recursive: true, force: true });
      await database.drop();
    },
  };
}
