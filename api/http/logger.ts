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
function describeError(error: unknown): Record<string, unknown> {
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

/**
 * The template a request matched (`/api/users/:id`); one value for all files, one for everything
 * unknown: an address of its own for each would be a leak, and in metrics a flood.
 */
export function routeOf(req: IncomingMessage, status: number): string {
  if ("route" in req && "baseUrl" in req) {
    const route = req.route as { readonly path?: unknown } | undefined;
    if (typeof route?.path === "string") return `${String(req.baseUrl)}${route.path}`;
  }
  return status < 400 ? "static" : "unmatched";
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
    // Asked at the start of a request too, when neither route nor status is known yet.
    customProps: (req, res) =>
      res.headersSent || res.destroyed
        ? { method: req.method, route: routeOf(req, res.statusCode), status: res.statusCode }
        : {},
    customLogLevel: (_req, res) => {
      if (res.statusCode < 500) return "info";
      return res.statusCode === 503 ? "warn" : "error";
    },
    customSuccessMessage: () => "request",
    customErrorMessage: () => "request",
  });
}
