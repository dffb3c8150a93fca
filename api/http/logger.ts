import type { IncomingMessage } from "node:http";
import { pinoHttp } from "pino-http";
import type { HttpLogger } from "pino-http";
import { describeError } from "../../sql/process/log.ts";
import type { Logger } from "../../sql/process/log.ts";

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
    customAttributeKeys: { err: "error", reqId: "request_id", responseTime: "duration_ms" },
    serializers: { req: () => undefined, res: () => undefined, error: describeError },
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
