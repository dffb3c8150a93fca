import type { IncomingMessage } from "node:http";
import pg from "pg";
import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";
import { pinoHttp } from "pino-http";
import type { HttpLogger } from "pino-http";

/**
 * Nothing personal is logged: route templates instead of addresses, no headers, no bodies, and of a
 * database error its codes only, because its message and detail repeat the values.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  // The first line of a stack repeats the message.
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const facts = { type: error.name, stack: frames.join("\n") };
  if (error instanceof pg.DatabaseError) {
    const { code, constraint, table, routine } = error;
    return { ...facts, code, constraint, table, routine };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { ...facts, code, message: error.message };
}

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process: "api" },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The template a request matched (`/api/users/:id`); one value for everything unknown. */
export function routeOf(req: IncomingMessage): string {
  if (!("route" in req) || !("baseUrl" in req)) return "unmatched";
  const route = req.route as { readonly path?: unknown } | undefined;
  if (typeof route?.path !== "string") return "unmatched";
  return `${String(req.baseUrl)}${route.path}`;
}

/** One line a request. ERROR means that someone must act: a 4xx is the caller's affair. */
export function createRequestLogger(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: (req) => req.id,
    quietReqLogger: true,
    wrapSerializers: false,
    customAttributeKeys: { reqId: "request_id", responseTime: "duration_ms" },
    serializers: { req: () => undefined, res: () => undefined, err: describeError },
    customProps: (req, res) => ({
      method: req.method,
      route: routeOf(req),
      status: res.statusCode,
    }),
    customLogLevel: (_req, res) => {
      if (res.statusCode < 500) return "info";
      return res.statusCode === 503 ? "warn" : "error";
    },
    customSuccessMessage: () => "request",
    customErrorMessage: () => "request",
  });
}
