import express from "express";
import type { Request, Response, Router } from "express";
import { health } from "../contracts/health.ts";
import type { Health } from "../contracts/health.ts";
import { readSessionCookie, sessionHash } from "../http/cookie.ts";
import { refuseOtherMethods } from "../http/mount.ts";
import type { Gate } from "../http/mount.ts";
import type { DocumentedRoute } from "../http/route.ts";
import { isUnavailable } from "../../sql/database/errors.ts";
import { checkHealth } from "../../sql/database/health.ts";
import { selectOptionalStaffBySession } from "../../sql/staff/queries.ts";

const path = "/db/health";

export const healthFacts: readonly DocumentedRoute[] = [
  {
    method: "get",
    path,
    resource: "health",
    verb: "show",
    callers: [],
    summary: "Whether the database answers; details for staff and for this machine",
    answers: {
      200: { description: "ok or degraded", schema: health },
      503: { description: "down", schema: health },
    },
  },
];

export function healthRouter(gate: Gate): Router {
  const router = express.Router();
  const answer = async (req: Request, res: Response) => {
    const { status, findings, hosts, details } = await checkHealth(gate.services.hosts);
    const trusted = isLocal(req) || (status !== "down" && (await isStaff(req, gate)));
    const body: Health = trusted
      ? { status, findings, hosts, ...(details !== undefined && { details }) }
      : { status };
    if (status === "down") res.status(503).set("Retry-After", "5");
    res.json(body);
  };
  router.get(path, (req, res) => answer(req, res));
  refuseOtherMethods(router, path, ["GET"]);
  return router;
}

/** From this machine itself; what a proxy here passes on comes from elsewhere. */
function isLocal(req: Request): boolean {
  const address = req.socket.remoteAddress ?? "";
  const loopback = address === "::1" || /^(::ffff:)?127\./.test(address);
  return (
    loopback &&
    req.headers["x-forwarded-for"] === undefined &&
    req.headers["forwarded"] === undefined
  );
}

/** Asked on the connection for looking: staff are told of a full pool just then. */
async function isStaff(req: Request, { services: { hosts } }: Gate): Promise<boolean> {
  const cookie = readSessionCookie(req);
  const serving = hosts.serving();
  if (cookie === undefined || serving === undefined) return false;
  try {
    return (await selectOptionalStaffBySession(serving.probe, sessionHash(cookie))) !== undefined;
  } catch (error) {
    if (isUnavailable(error)) return false;
    throw error;
  }
}
