import { randomUUID } from "node:crypto";
import type { Request, RequestHandler } from "express";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Gives every request its id, answered as `X-Request-Id` and carried into logs, audit events and SQL
 * comments. One that a trusted proxy made is kept; anyone else's could imitate another request.
 */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get("x-request-id");
  const trusted = req.app.get("trust proxy fn") as (address: string, hop: number) => boolean;
  const fromProxy = trusted(req.socket.remoteAddress ?? "", 0);
  req.id = fromProxy && given !== undefined && UUID.test(given) ? given : randomUUID();
  res.set("X-Request-Id", req.id);
  next();
};

export function requestIdOf(req: Request): string {
  return typeof req.id === "string" ? req.id : "";
}
