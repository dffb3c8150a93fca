import { pipeline } from "node:stream/promises";
import express from "express";
import type { Request, Response, Router } from "express";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { OutcomeUnknownError } from "../../sql/database/errors.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { DatabaseRole, Transaction } from "../../sql/database/transaction.ts";
import { selectAdministeredRoles } from "../../sql/organization-members/administration.ts";
import type { VerifyToken } from "./bearer.ts";
import { readBody } from "./body.ts";
import { authenticate, callerContext, databaseRole } from "./caller.ts";
import type { Caller } from "./caller.ts";
import { readPositionCookie, setPositionCookie } from "./cookie.ts";
import { toProblem } from "./error-handler.ts";
import { parseIfMatch } from "./etag.ts";
import { readMaskedList } from "./masked-list.ts";
import { checkOrigin } from "./origin.ts";
import { methodNotAllowed, notAllowed } from "./problems.ts";
import { recordRefusal } from "./refusal.ts";
import { requestIdOf } from "./request-id.ts";
import type { Reply, Route, Services, Transact } from "./route.ts";

export type Gate = {
  readonly services: Services;
  readonly verifyToken: VerifyToken;
  readonly origins: readonly string[];
  /** Cookies are `Secure` behind https. */
  readonly secureCookies: boolean;
};

/** Puts every route on one router; an address with another method answers 405. */
export function mountRoutes(routes: readonly Route[], gate: Gate): Router {
  const router = express.Router();
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    router[route.method](route.path, (req, res) => serve(route, gate, req, res));
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) refuseOtherMethods(router, path, allowed);
  return router;
}

export function refuseOtherMethods(router: Router, path: string, allowed: readonly string[]): void {
  router.all(path, () => {
    throw methodNotAllowed(allowed);
  });
}

async function serve(route: Route, gate: Gate, req: Request, res: Response): Promise<void> {
  const { services } = gate;
  const caller = await authenticate(req, gate);
  let reply: Reply;
  try {
    if (caller.kind === "staff") checkOrigin(req, gate.origins);
    authorize(route, caller);
    const work = route.run({
      caller,
      params: req.params,
      query: req.query,
      body: await readBody(req, res),
      ifMatch: parseIfMatch(req.get("if-match")),
      requestId: requestIdOf(req),
      services,
    });
    const context = callerContext(req, caller);
    const options = READS.has(route.verb)
      ? { abandoned: leaving(res) }
      : { ...(caller.kind === "staff" && tellPosition(gate, res)) };
    const role = databaseRole(caller, route.callers);
    const onPrimary: Transact = (act) =>
      inTransaction(
        services.pool,
        role,
        context,
        confirming(role, (tx) => act(tx, async (event) => void (await insertEvent(tx, event)))),
        options,
      );
    reply =
      route.standby === true && caller.kind === "staff"
        ? await readMaskedList({
            hosts: services.hosts,
            position: readPositionCookie(req),
            work,
            onPrimary,
            onStandby: (pool, handOn) => (act) =>
              inTransaction(pool, role, context, (tx) => act(tx, async (event) => handOn(event)), {
                ...options,
                readOnly: true,
              }),
            log: req.log,
          })
        : await work(onPrimary);
  } catch (error) {
    if (error instanceof Abandoned) return;
    // A read may be repeated whether its event stands or not.
    const isRead = route.method === "get" && error instanceof OutcomeUnknownError;
    const problem = toProblem(isRead ? error.cause : error);
    if (problem.isRefusal) {
      await recordRefusal(services.pool, route, req, callerContext(req, caller), problem);
    }
    throw problem;
  }
  await send(res, reply);
}

function authorize(route: Route, caller: Caller): void {
  if (caller.kind === "user") return authorizeUser(route, caller.org_id);
  if (!route.callers.includes("staff")) {
    throw notAllowed(
      route.callers.includes("user")
        ? "This is for the person alone, with a token of their own."
        : "This is for the organization's own administrators, with a token of theirs.",
    );
  }
  if (route.answersStaffItself === true) return;
  if (!caller.permissions.has(`${route.resource}:${route.verb}`)) {
    throw notAllowed(`The role ${caller.role} may not ${route.verb} ${route.resource}.`);
  }
}

function authorizeUser({ callers }: Route, organization: string | undefined): void {
  if (callers.includes("user")) return;
  if (!callers.includes("org-admin")) throw notAllowed("This is for staff.");
  if (organization === undefined) {
    throw notAllowed("This takes a token that names your organization (the claim org).");
  }
}

/** A claim was true when the token was signed; whether it still is, the database says first. */
function confirming<T>(role: DatabaseRole, act: (tx: Transaction) => Promise<T>): typeof act {
  if (role !== "fs_org_admin") return act;
  return async (tx) => {
    if ((await selectAdministeredRoles(tx)).length === 0) {
      throw notAllowed("You do not administer this organization, or no longer.");
    }
    return act(tx);
  };
}

/** Given up when nobody waits for the answer any more. A change goes on: its sender may have left content. */
const READS: ReadonlySet<string> = new Set(["list", "show", "search"]);

class Abandoned extends Error {}

/** Fires when the connection closes before its answer was sent. */
function leaving(res: Response): AbortSignal {
  const left = new AbortController();
  const check = () => {
    if (!res.writableFinished) left.abort(new Abandoned());
  };
  if (res.closed) check();
  else res.once("close", check);
  return left.signal;
}

/** Staff read their own writes, also where lists come from standbys: the place in the log travels along. */
export function tellPosition({ services, secureCookies }: Gate, res: Response) {
  if (services.hosts.all.length === 1) return {};
  const onCommitted = (position: string) => setPositionCookie(res, position, secureCookies);
  return { onCommitted };
}

async function send(res: Response, reply: Reply): Promise<void> {
  // Opened before the first header: what cannot be opened is still a proper error.
  const stream = await reply.stream?.();
  res.status(reply.status).set(reply.headers ?? {});
  if (stream !== undefined) {
    await pipeline(stream, res).catch(ignoreHangUp);
  } else if (reply.body === undefined) {
    res.end();
  } else {
    res.json(reply.body);
  }
}

/** The reader left in the middle: nobody is there to answer, and nothing of ours has failed. */
function ignoreHangUp(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
