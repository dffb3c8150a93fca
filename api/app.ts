import { fileURLToPath } from "node:url";
import express from "express";
import type { Express } from "express";
import type { Logger } from "pino";
import { docsRouter } from "./docs/routes.ts";
import { allowedOrigins } from "./environment.ts";
import type { ApiEnvironment } from "./environment.ts";
import { healthFacts, healthRouter } from "./health/routes.ts";
import { createTokenVerifier } from "./http/bearer.ts";
import { consoleRouter } from "./http/console.ts";
import { errorHandler } from "./http/error-handler.ts";
import { createRequestLogger } from "./http/logger.ts";
import { mountRoutes } from "./http/mount.ts";
import { DATABASE_HEADER, READ_ONLY, notFound } from "./http/problems.ts";
import { requestId } from "./http/request-id.ts";
import type { Services } from "./http/route.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { createSignInThrottle } from "./http/throttle.ts";
import type { SignInLimits } from "./http/throttle.ts";
import type { ApiMetrics } from "./metrics/metrics.ts";
import { routes } from "./routes.ts";
import { sessionFacts, sessionRouter } from "./session/routes.ts";

const CONSOLE = fileURLToPath(new URL("../console/dist", import.meta.url));

/** A getMany of 1,000 ids is 45 kB of address: Node's own limit would cut it at 350, without a reason. */
export const SERVER_OPTIONS = { maxHeaderSize: 65_536 } as const;

export type AppDependencies = {
  readonly env: ApiEnvironment;
  readonly services: Services;
  readonly logger: Logger;
  readonly metrics: ApiMetrics;
  /** Keys the hashes under which attempts are counted. */
  readonly throttleKey: Buffer;
  readonly signInLimits?: SignInLimits;
};

/** The whole HTTP side. It listens nowhere and owns nothing: tests start it on a port of their own. */
export function createApp(dependencies: AppDependencies): Express {
  const { env, services, logger, metrics } = dependencies;
  const origins = allowedOrigins(env);
  const https = origins[0].startsWith("https:");
  const gate = {
    services,
    origins,
    verifyToken: createTokenVerifier(env),
    secureCookies: https,
  };
  const throttle = createSignInThrottle(
    services.pool,
    dependencies.throttleKey,
    dependencies.signInLimits,
  );

  const app = express();
  app.disable("x-powered-by");
  // ETags are versions of records (etag.ts), and answers with personal data are not cached.
  app.disable("etag");
  app.set("query parser", "simple");
  if (env.TRUST_PROXY !== undefined) app.set("trust proxy", env.TRUST_PROXY);

  app.use(requestId, createRequestLogger(logger), metrics.measure, ...securityHeaders(https));
  app.use("/api", (_req, res, next) => {
    res.set("Cache-Control", "no-store");
    if (services.hosts.isReadOnly()) res.set(DATABASE_HEADER, READ_ONLY);
    next();
  });
  app.use("/api", healthRouter(gate));
  app.use("/api", sessionRouter({ ...gate, throttle, metrics }));
  app.use("/api", docsRouter([...sessionFacts, ...routes, ...healthFacts]));
  app.use("/api", mountRoutes(routes, gate));
  app.use("/api", () => {
    throw notFound("There is nothing at this address.");
  });
  app.use(consoleRouter(CONSOLE));
  app.use(() => {
    throw notFound("There is nothing at this address.");
  });
  app.use(errorHandler);
  return app;
}
