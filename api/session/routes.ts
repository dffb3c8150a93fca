import express from "express";
import type { Request, Response, Router } from "express";
import { session, sessionCreate } from "../contracts/session.ts";
import type { Session } from "../contracts/session.ts";
import { authenticate, callerContext } from "../http/caller.ts";
import { readBody } from "../http/body.ts";
import {
  SESSION_HOURS,
  clearSessionCookie,
  newSessionToken,
  readSessionCookie,
  sessionHash,
  setSessionCookie,
} from "../http/cookie.ts";
import { refuseOtherMethods, tellPosition } from "../http/mount.ts";
import type { Gate } from "../http/mount.ts";
import { checkForeignOrigin, checkOrigin } from "../http/origin.ts";
import { ProblemError, notAllowed, notSignedIn } from "../http/problems.ts";
import { recordRefusal } from "../http/refusal.ts";
import type { DocumentedRoute } from "../http/route.ts";
import type { SignInThrottle } from "../http/throttle.ts";
import { parsePart } from "../http/validation.ts";
import type { ApiMetrics } from "../metrics/metrics.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { selectPermissions } from "../../sql/staff/permissions.ts";
import {
  insertStaffSession,
  selectOptionalCredentials,
  selectOptionalStaffBySession,
  updateStaffSessionToClosed,
} from "../../sql/staff/queries.ts";
import type { SignedInStaff } from "../../sql/staff/queries.ts";
import { createPasswordCheck } from "./password.ts";

const path = "/session";
const resource = "session";

/** For the documentation: these three stand before any caller is known. */
export const sessionFacts: readonly DocumentedRoute[] = [
  {
    method: "post",
    path,
    resource,
    verb: "sign-in",
    callers: [],
    summary: "Sign in as staff; sets the session cookie",
    body: sessionCreate,
    answers: { 200: { description: "Who signed in, and what they may do", schema: session } },
  },
  {
    method: "get",
    path,
    resource,
    verb: "show",
    callers: ["staff"],
    summary: "Who is signed in",
    answers: { 200: { description: "Who is signed in, and what they may do", schema: session } },
  },
  {
    method: "delete",
    path,
    resource,
    verb: "sign-out",
    callers: ["staff"],
    summary: "Sign out",
    answers: { 204: { description: "The session has ended" } },
  },
];

export type SessionDependencies = Gate & {
  readonly throttle: SignInThrottle;
  readonly metrics: ApiMetrics;
};

export function sessionRouter(dependencies: SessionDependencies): Router {
  const router = express.Router();
  const signIn = createSignIn(dependencies);
  router.post(path, (req, res) => answerSignIn(dependencies, signIn, req, res));
  router.get(path, (req, res) => answerWhoIs(dependencies, req, res));
  router.delete(path, (req, res) => answerSignOut(dependencies, req, res));
  refuseOtherMethods(router, path, ["POST", "GET", "DELETE"]);
  return router;
}

type SignIn = ReturnType<typeof createSignIn>;

async function answerSignIn(
  dependencies: SessionDependencies,
  signIn: SignIn,
  req: Request,
  res: Response,
): Promise<void> {
  const { services, origins, metrics, secureCookies } = dependencies;
  checkForeignOrigin(req, origins);
  const form = parsePart(sessionCreate, await readBody(req, res), "body");
  const { password } = form;
  // Once, and by one rule: the database folds some letters otherwise (İ), and each such spelling of
  // an address would have attempts of its own.
  const email = form.email.trim().toLowerCase();
  try {
    const { token, staff } = await signIn(req, email, password, tellPosition(dependencies, res));
    const permissions = await selectPermissions(services.pool, services.cache, staff.role);
    metrics.signIns.inc({ result: "success" });
    setSessionCookie(res, token, secureCookies);
    res.json(sessionView({ ...staff, permissions }));
  } catch (error) {
    const status = error instanceof ProblemError ? error.status : undefined;
    if (status === 401) metrics.signIns.inc({ result: "failure" });
    if (status === 429) metrics.signIns.inc({ result: "throttled" });
    if (error instanceof ProblemError && error.isRefusal) {
      const context = callerContext(req, undefined);
      await recordRefusal(services.pool, { resource, verb: "sign-in" }, req, context, error);
    }
    throw error;
  }
}

async function answerWhoIs(gate: Gate, req: Request, res: Response): Promise<void> {
  const caller = await authenticate(req, gate);
  if (caller.kind !== "staff") {
    const refused = notAllowed("A token has no session.");
    const context = callerContext(req, caller);
    await recordRefusal(gate.services.pool, { resource, verb: "show" }, req, context, refused);
    throw refused;
  }
  res.json(sessionView(caller));
}

/** Ending what has ended already is a success: the console calls this when its session ran out. */
async function answerSignOut(
  { services: { pool }, origins, secureCookies }: SessionDependencies,
  req: Request,
  res: Response,
): Promise<void> {
  const token = readSessionCookie(req);
  if (token !== undefined) {
    const hash = sessionHash(token);
    const staff = await selectOptionalStaffBySession(pool, hash);
    const acting = {
      ...callerContext(req, undefined),
      ...(staff !== undefined && ({ actor_kind: "staff", actor_id: staff.id } as const)),
    };
    try {
      checkOrigin(req, origins);
    } catch (error) {
      if (error instanceof ProblemError && error.isRefusal) {
        await recordRefusal(pool, { resource, verb: "sign-out" }, req, acting, error);
      }
      throw error;
    }
    if (staff !== undefined) {
      await inTransaction(pool, "none", acting, async (tx) => {
        await updateStaffSessionToClosed(tx, hash);
        await insertEvent(tx, { action: "sign-out", resource, resource_id: staff.id });
      });
    }
  }
  clearSessionCookie(res, secureCookies);
  res.status(204).end();
}

function createSignIn({ services: { pool }, throttle }: SessionDependencies) {
  const checkPassword = createPasswordCheck();
  return async (
    req: Request,
    email: string,
    password: string,
    committing: ReturnType<typeof tellPosition>,
  ): Promise<{ token: string; staff: SignedInStaff }> => {
    await throttle.count(email, req.ip ?? "");
    const known = await selectOptionalCredentials(pool, email);
    const matches = await checkPassword(known?.password_hash, password);
    const context = callerContext(req, undefined);
    if (known === undefined || !matches || !known.is_active) {
      await inTransaction(pool, "none", context, (tx) =>
        insertEvent(tx, {
          action: "sign-in-failed",
          resource,
          resource_id: known?.id ?? null,
        }),
      );
      // The same words for an unknown account, a wrong password and a disabled colleague.
      throw notSignedIn("E-mail address or password is wrong.");
    }
    const token = newSessionToken();
    const replaced = readSessionCookie(req);
    const acting = { ...context, actor_kind: "staff", actor_id: known.id } as const;
    const open = async (tx: Transaction) => {
      // The cookie is about to be overwritten: a session nobody can sign out of must not live on.
      if (replaced !== undefined) await updateStaffSessionToClosed(tx, sessionHash(replaced));
      await insertStaffSession(tx, {
        staff_id: known.id,
        token_hash: sessionHash(token),
        hours: SESSION_HOURS,
        address: context.address,
        agent: context.agent,
      });
      await insertEvent(tx, { action: "sign-in", resource, resource_id: known.id });
    };
    await inTransaction(pool, "none", acting, open, committing);
    await throttle.forget(email);
    const staff = await selectOptionalStaffBySession(pool, sessionHash(token));
    if (staff === undefined) throw notSignedIn("The account was disabled a moment ago.");
    return { token, staff };
  };
}

function sessionView(
  staff: SignedInStaff & { readonly permissions: ReadonlySet<string> },
): Session {
  const { id, name, email, role } = staff;
  const can = [...staff.permissions].map((permission) => {
    const [resource = "", verb = ""] = permission.split(":");
    return { resource, verb };
  });
  return { staff: { id, name, email, role }, can };
}
