import { randomUUID } from "node:crypto";
import type pg from "pg";
import { PAGE_LIMIT } from "../../contracts/list.ts";
import type { StaffRole } from "../../contracts/session.ts";
import { databaseRole } from "../../http/caller.ts";
import type { Caller, StaffCaller } from "../../http/caller.ts";
import { ProblemError } from "../../http/problems.ts";
import type { Reply, Route, Services } from "../../http/route.ts";
import { PageTooDeepError } from "../../../sql/database/list.ts";
import { forgetPlaces } from "../../../sql/database/places.ts";
import { inTransactionOn } from "../../../sql/database/transaction.ts";
import type { Asked } from "./requests.ts";

type Call = Pick<Parameters<Route["run"]>[0], "query" | "body">;

class Measured extends Error {
  readonly reply: unknown;

  constructor(reply: unknown) {
    super("measured");
    this.reply = reply;
  }
}

/**
 * A route called as `caller`, on the one connection whose plans are watched, and rolled back: thousands of
 * calls would fill the trail they read. What is to be committed first is.
 */
export async function call(
  client: pg.ClientBase,
  route: Route,
  caller: Caller,
  { query, body }: Partial<Call>,
): Promise<Reply> {
  const work = route.run({
    caller,
    params: {},
    query: query ?? {},
    body,
    ifMatch: undefined,
    requestId: randomUUID(),
    // Lists read by their transaction alone.
    services: {} as Services,
  });
  const context = {
    actor_kind: caller.kind,
    actor_id: caller.id,
    ...(caller.kind === "user" && caller.org_id !== undefined && { org_id: caller.org_id }),
  };
  const role = databaseRole(caller, route.callers);
  try {
    return await work((act) =>
      inTransactionOn(client, role, context, async (tx) => {
        // The event is written elsewhere, and is no part of the list.
        const result = await act(tx, async () => undefined);
        if (isReply(result)) throw new Measured(result);
        return result;
      }),
    );
  } catch (error) {
    if (error instanceof Measured && isReply(error.reply)) return error.reply;
    throw error;
  }
}

function isReply(result: unknown): result is Reply {
  return typeof result === "object" && result !== null && "status" in result && "body" in result;
}

/** A colleague of the role with all the permissions it has. */
export async function colleague(admin: pg.ClientBase, role: StaffRole): Promise<StaffCaller> {
  const { rows } = await admin.query<{ id: string; permissions: string[] }>(
    `SELECT s.id, (SELECT array_agg(p.resource || ':' || p.verb) FROM staff_permissions AS p
       WHERE p.role = $1) AS permissions
     FROM staff AS s WHERE s.role = $1 ORDER BY s.id LIMIT 1`,
    [role],
  );
  const [found] = rows;
  if (found === undefined) throw new Error(`no colleague has the role ${role}`);
  const { id, permissions } = found;
  return { kind: "staff", id, role, name: "", email: "", permissions: new Set(permissions) };
}

/** The user with most of everything. */
export async function person(admin: pg.ClientBase): Promise<Caller> {
  return user(
    admin,
    `SELECT user_id AS id, NULL AS org_id FROM daily_actions
     GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
  );
}

/** Who administers the organization with most members. */
export async function organizationAdmin(admin: pg.ClientBase): Promise<Caller> {
  return user(
    admin,
    `SELECT user_id AS id, organization_id AS org_id FROM organization_members
     WHERE role = 'owner' AND organization_id = (
       SELECT organization_id FROM organization_members GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)
     LIMIT 1`,
  );
}

async function user(admin: pg.ClientBase, text: string): Promise<Caller> {
  const { rows } = await admin.query<{ id: string; org_id: string | null }>(text);
  const [found] = rows;
  if (found === undefined) throw new Error("there is no such user");
  return { kind: "user", id: found.id, auth_time: undefined, org_id: found.org_id ?? undefined };
}

/**
 * A page as far behind as OFFSET goes, the one after it by key, and the largest first page.
 * False when the API refuses the request as a whole.
 */
export async function readPages(
  client: pg.ClientBase,
  route: Route,
  caller: Caller,
  asked: Asked,
): Promise<boolean> {
  const page = async (first: number, last: number) =>
    call(client, route, caller, {
      query: {
        filter: JSON.stringify(asked.filter),
        sort: JSON.stringify(asked.sort),
        range: JSON.stringify([first, last]),
      },
    });
  try {
    const cap = await page(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER).then(
      () => 0,
      (error: unknown) => {
        if (error instanceof PageTooDeepError) return error.offsetLimit;
        throw error;
      },
    );
    forgetPlaces();
    const far = await page(cap, cap + 24);
    if (Array.isArray(far.body) && far.body.length === 25) await page(cap + 25, cap + 49);
    await page(0, (route.list?.pageLimit ?? PAGE_LIMIT) - 1);
  } catch (error) {
    if (error instanceof ProblemError && [400, 403].includes(error.status)) return false;
    throw error;
  }
  return true;
}
