import type { IncomingMessage, ServerResponse } from "node:http";
import { pinoHttp } from "pino-http";
import type { HttpLogger } from "pino-http";
import type { Logger } from "../../sql/process/log.ts";

/**
 * The template a request matched (`/api/users/:id`); one value for all files, one for everything
 * unknown: an address of its own for each would be a leak, and in metrics a flood.
 */
export function routeOf(req: IncomingMessage, status: number): string {
  if ("route" in req && "baseUrl" in req) {
    const route = req.route as { readonly path?: unknown } | undefined;
    // Not baseUrl: after an error Express has taken it back, and it has the caller's own letters.
    if (typeof route?.path === "string") return `${isApi(req) ? "/api" : ""}${route.path}`;
  }
  return status < 400 ? "static" : "unmatched";
}

function isApi(req: IncomingMessage): boolean {
  const address = "originalUrl" in req ? req.originalUrl : undefined;
  return typeof address === "string" && /^\/api(\/|$)/i.test(address);
}

/** 499, as nginx calls it: whoever asked left before the answer was whole. */
export function statusOf(res: ServerResponse): number {
  return res.writableFinished ? res.statusCode : 499;
}

type Timed = { readonly duration_ms: number };

function lineOf(req: IncomingMessage, res: ServerResponse, { duration_ms }: Timed) {
  return {
    method: req.method,
    route: routeOf(req, res.statusCode),
    status: statusOf(res),
    duration_ms,
  };
}

/** One line a request. ERROR means that someone must act: a 4xx is the caller's affair. */
export function createRequestLogger(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: (req) => req.id,
    quietReqLogger: true,
    wrapSerializers: false,
    customAttributeKeys: { reqId: "request_id", responseTime: "duration_ms" },
    serializers: { req: () => undefined },
    // Not customProps: asked at the start too, when route and status are not known, and then each
    // key stands twice in a line.
    customSuccessObject: lineOf,
    // What went wrong has its own line, under the same request id (error-handler.ts).
    customErrorObject: (req, res, _error, timed: Timed) => lineOf(req, res, timed),
    customLogLevel: (_req, res) => {
      if (res.statusCode < 500) return "info";
      return res.statusCode === 503 ? "warn" : "error";
    },
    customSuccessMessage: () => "request",
    customErrorMessage: () => "request",
  });
}
