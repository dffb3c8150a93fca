import { isIP } from "node:net";
import type { Request } from "express";
import type { StaffRole } from "../contracts/session.ts";
import type { Cache } from "../../sql/cache/cache.ts";
import type { Hosts } from "../../sql/database/hosts/open-hosts.ts";
import type { CallerContext, DatabaseRole } from "../../sql/database/transaction.ts";
import { selectPermissions } from "../../sql/staff/permissions.ts";
import { selectOptionalStaffBySession } from "../../sql/staff/queries.ts";
import { readPositionCookie, readSessionCookie, sessionHash } from "./cookie.ts";
import type { VerifyToken } from "./bearer.ts";
import { notSignedIn } from "./problems.ts";
import { requestIdOf } from "./request-id.ts";

export type StaffCaller = {
  readonly kind: "staff";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
  /** `resource:verb` of everything the role may do, as the table staff_permissions says. */
  readonly permissions: ReadonlySet<string>;
};

/** One of the app's users, by bearer token. */
type UserCaller = {
  readonly kind: "user";
  readonly id: string;
  /** The organization they say they administer; the database asks whether they do. */
  readonly org_id: string | undefined;
  readonly auth_time: number | undefined;
};

export type Caller = StaffCaller | UserCaller;

/**
 * Whom a route is for: `user`, the app's users with what is theirs; `org-admin`, with what is their
 * organization's. A route is for one of the two at most.
 */
export type CallerKind = "staff" | "user" | "org-admin";

type Known = {
  readonly services: { readonly hosts: Hosts; readonly cache: Cache };
  readonly verifyToken: VerifyToken;
};

/** Says who calls, or throws 401. A bearer token counts before a cookie. */
export async function authenticate(
  req: Request,
  { services: { hosts, cache }, verifyToken }: Known,
): Promise<Caller> {
  const header = req.get("authorization");
  if (header !== undefined) {
    const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(header)?.[1];
    if (token === undefined) throw notSignedIn("Authorization takes a bearer token.");
    const claims = await verifyToken(token);
    return { kind: "user", id: claims.sub, org_id: claims.org, auth_time: claims.auth_time };
  }
  const cookie = readSessionCookie(req);
  if (cookie === undefined) throw notSignedIn();
  // A session that ended counts as ended with the next request: a standby is asked without a primary only.
  const reads = hosts.reads({ prefer: "primary", position: readPositionCookie(req) });
  const staff = await selectOptionalStaffBySession(reads, sessionHash(cookie));
  if (staff === undefined) throw notSignedIn("The session has ended. Sign in again.");
  return {
    kind: "staff",
    ...staff,
    permissions: await selectPermissions(reads, cache, staff.role),
  };
}

/** By the route, not by the token: with `org` too a person reaches what is theirs as fs_member. */
export function databaseRole(caller: Caller, callers: readonly CallerKind[]): DatabaseRole {
  if (caller.kind === "staff") return `fs_${caller.role}`;
  return callers.includes("org-admin") ? "fs_org_admin" : "fs_member";
}

/** What policies and the audit trigger read about this request. */
export function callerContext(req: Request, caller: Caller | undefined): CallerContext {
  return {
    ...(caller !== undefined && { actor_kind: caller.kind, actor_id: caller.id }),
    ...(caller?.kind === "user" && caller.org_id !== undefined && { org_id: caller.org_id }),
    request_id: requestIdOf(req),
    ...addressOf(req),
    agent: agentOf(req),
  };
}

/**
 * What a proxy passes on may be anything ("unknown", an address with its port), and the trail is read
 * as addresses: then it is the proxy's own. A zone (fe80::1%eth0) means something on this host only.
 */
function addressOf(req: Request): { address?: string } {
  const candidates = [req.ip, req.socket.remoteAddress].map((text) => text?.split("%")[0] ?? "");
  const address = candidates.find((text) => isIP(text) > 0);
  return address === undefined ? {} : { address };
}

/** Node reads headers as latin-1, so a NUL cannot occur; the length is capped. */
function agentOf(req: Request): string {
  return (req.get("user-agent") ?? "").slice(0, 300);
}
