import { afterAll, describe, expect, it } from "vitest";
import { gdprRequest } from "./contracts/gdpr-requests.ts";
import type { StaffRole } from "./contracts/session.ts";
import type { Route } from "./http/route.ts";
import { routes } from "./routes.ts";
import type { Answer, Client } from "./testing/clients.ts";
import {
  addDailyAction,
  addInvitation,
  addMember,
  addOrganization,
  addSubscription,
  addTeam,
  addUser,
  addVision,
  eventsBy,
} from "./testing/people.ts";
import { startApp } from "./testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;

const ROLES: readonly StaffRole[] = ["support", "compliance", "dpo", "sre", "auditor", "admin"];

/** "Who may do what", by hand: what is not here is refused. */
const ALLOWED: Readonly<Record<string, readonly StaffRole[]>> = {
  "users:list": ["support", "compliance", "dpo", "admin"],
  "users:show": ["support", "compliance", "dpo", "admin"],
  "users:update": ["support"],
  "users:suspend": ["support"],
  "users:unsuspend": ["support"],
  "users:reveal": ["support", "compliance", "dpo"],
  "organizations:list": ["support", "compliance", "dpo", "admin"],
  "organizations:show": ["support", "compliance", "dpo", "admin"],
  "organizations:update": ["admin"],
  "organization-members:list": ["support", "compliance", "dpo", "admin"],
  "organization-members:show": ["support", "compliance", "dpo", "admin"],
  "organization-members:create": ["support"],
  "organization-members:update": ["support", "admin"],
  "organization-members:delete": ["support"],
  "organization-invitations:list": ["support", "compliance", "dpo", "admin"],
  "organization-invitations:show": ["support", "compliance", "dpo", "admin"],
  "teams:list": ["support", "compliance", "dpo", "admin"],
  "teams:show": ["support", "compliance", "dpo", "admin"],
  "teams:update": ["admin"],
  "subscriptions:list": ["support", "compliance", "dpo", "admin"],
  "subscriptions:show": ["support", "compliance", "dpo", "admin"],
  "visions:list": ["support", "compliance", "dpo"],
  "visions:show": ["support", "compliance", "dpo"],
  "visions:reveal": ["support", "compliance", "dpo"],
  "daily-actions:list": ["support", "compliance", "dpo"],
  "daily-actions:show": ["support", "compliance", "dpo"],
  "daily-actions:reveal": ["support", "compliance", "dpo"],
  "gdpr-requests:list": ["support", "compliance", "dpo", "auditor"],
  "gdpr-requests:show": ["support", "compliance", "dpo", "auditor"],
  "gdpr-requests:create": ["support", "compliance", "dpo"],
  "gdpr-requests:download": ["compliance", "dpo"],
  "audit-log:list": ["support", "compliance", "dpo", "sre", "auditor", "admin"],
  "audit-log:export": ["compliance", "dpo", "auditor"],
  "audit-log:show": ["support", "compliance", "dpo", "sre", "auditor", "admin"],
  "audit-log:search": ["support", "compliance", "dpo", "auditor"],
  "audit-log:list-actors": ["compliance", "dpo", "auditor"],
  "audit-log:verify": ["compliance", "dpo", "auditor"],
  "audit-log:sealing": ["compliance", "dpo", "sre", "auditor", "admin"],
  "audit-log:proof": ["compliance", "dpo", "auditor"],
};

/** Beyond the permission: what the target made here is not in the state for. */
const STATE_REFUSES: Readonly<Record<string, number>> = {
  "/users/:id/unsuspend": 409,
  "/gdpr-requests/:id/download": 409,
  "/audit-log/:id": 404,
  // Another one's: each has their own.
  "/audit-exports/:id": 404,
  "/audit-exports/:id/download": 404,
  "/audit-log/:id/proof": 404,
  "/audit-log/verify": 202,
};

const staff = new Map(
  await Promise.all(ROLES.map(async (role) => [role, await app.staff(role)] as const)),
);

const revealOf = (path: string, field: string) =>
  path.endsWith("/reveal") ? { field, reason: "A reason" } : undefined;

/** Something to act on, new for each cell, so that no cell depends on another. */
async function target(
  path: string,
  role?: string,
): Promise<{ id: string; body: unknown; query: string }> {
  const person = await addUser(database);
  if (path.startsWith("/organization-invitations")) {
    const invitation = await addInvitation(database, await addOrganization(database));
    const body = path.endsWith("s") ? { email: "new@invited.example" } : {};
    return { id: invitation, body, query: "" };
  }
  if (path.startsWith("/teams")) {
    const team = await addTeam(database, await addOrganization(database));
    return { id: team, body: { name: "N" }, query: "" };
  }
  if (path.startsWith("/organization")) {
    const organization = await addOrganization(database);
    const newcomer = { organization_id: organization, user_id: person, role: "member" };
    if (path === "/organizations/:id") return { id: organization, body: { name: "N" }, query: "" };
    if (path === "/organization-members") return { id: "", body: newcomer, query: "" };
    const member = await addMember(database, organization, person);
    return { id: member, body: { role: "admin" }, query: "" };
  }
  if (path.startsWith("/subscriptions")) {
    return { id: await addSubscription(database, person), body: undefined, query: "" };
  }
  if (path === "/visions" || path === "/daily-actions") {
    return { id: "", body: undefined, query: `?filter={"user_id":"${person}"}` };
  }
  if (path === "/visions/search" || path === "/daily-actions/search") {
    return { id: "", body: { q: "run", filter: { user_id: person } }, query: "" };
  }
  if (path.startsWith("/visions")) {
    return { id: await addVision(database, person), body: revealOf(path, "title"), query: "" };
  }
  if (path.startsWith("/daily-actions")) {
    return { id: await addDailyAction(database, person), body: revealOf(path, "title"), query: "" };
  }
  if (path === "/gdpr-requests") {
    return { id: "", body: { user_id: person, type: "access" }, query: "" };
  }
  if (path.startsWith("/gdpr-requests")) {
    const filed = await staff
      .get("support")
      ?.post("/api/gdpr-requests", { user_id: person, type: "access" });
    return { id: gdprRequest.parse(filed?.body).id, body: undefined, query: "" };
  }
  if (path === "/audit-exports") return { id: "", body: { format: "csv" }, query: "" };
  if (path.startsWith("/audit-exports")) return { id: person, body: undefined, query: "" };
  if (path === "/audit-log") {
    // Support reads one person's history; who reads a part of the trail only has no filter by person.
    const query = role === "support" ? `?filter={"subject_id":"${person}"}` : "";
    return { id: "", body: undefined, query };
  }
  if (path === "/audit-log/search") {
    return { id: "", body: { q: "reason", filter: { subject_id: person } }, query: "" };
  }
  if (path === "/audit-log/timeline") {
    return { id: "", body: undefined, query: `?subject_id=${person}` };
  }
  if (path === "/audit-log/:id")
    return { id: person, body: undefined, query: `?subject_id=${person}` };
  if (path.endsWith("/suspend")) return { id: person, body: { reason: "A reason" }, query: "" };
  if (path.endsWith("/reveal")) return { id: person, body: revealOf(path, "email"), query: "" };
  if (path.endsWith("/unsuspend")) return { id: person, body: {}, query: "" };
  if (path === "/users/search") return { id: "", body: { q: "nobody" }, query: "" };
  if (path === "/users/:id") return { id: person, body: { name: "N" }, query: "" };
  return { id: person, body: undefined, query: "" };
}

function callerOf(role: StaffRole): Client {
  const caller = staff.get(role);
  if (caller === undefined) throw new Error(role);
  return caller;
}

async function act(
  route: Route,
  caller: Client,
  { id, body, query }: Awaited<ReturnType<typeof target>>,
): Promise<Answer> {
  const address = `/api${route.path.replace(":id", id)}${query}`;
  const version = { headers: { "If-Match": '"1"' } };
  if (route.method === "post" || route.method === "put") {
    return caller[route.method](address, body, version);
  }
  return caller[route.method](address, version);
}

const isExportAsked = ({ method, path }: Route) => method === "post" && path === "/audit-exports";

const served = routes.filter(
  (route) => route.callers.includes("staff") && route.answersStaffItself !== true,
);

describe("permissions: every cell served", () => {
  it("has an expectation for every verb served, and none for another", () => {
    const verbs = new Set(served.map((route) => `${route.resource}:${route.verb}`));
    expect([...verbs].toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  const cells = served.flatMap((route) =>
    ROLES.map((role) => ({
      route,
      role,
      allowed: ALLOWED[`${route.resource}:${route.verb}`]?.includes(role) === true,
    })),
  );

  it.each(cells.filter((cell) => cell.allowed))(
    "$role may $route.method $route.path",
    async ({ route, role }) => {
      const creates = route.verb === "create" || isExportAsked(route);
      const created = creates ? 201 : 200;
      const { status } = await act(route, callerOf(role), await target(route.path, role));
      expect(status).toBe(STATE_REFUSES[route.path] ?? created);
    },
  );

  it.each(cells.filter((cell) => !cell.allowed))(
    "$role may not $route.method $route.path, and that is written down",
    async ({ route, role }) => {
      const caller = callerOf(role);
      const goal = await target(route.path);
      const before = (await eventsBy(database, caller.id)).length;
      const answer = await act(route, caller, goal);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      const events = await eventsBy(database, caller.id);
      expect(events).toHaveLength(before + 1);
      expect(events.at(-1)).toMatchObject({
        action: "refused",
        resource: route.resource,
        details: { verb: route.verb },
      });
    },
  );
});

describe("permissions: without a right to any", () => {
  it.each(routes)("strangers are sent to sign in: $method $path", async (route) => {
    const address = `/api${route.path.replace(":id", "00000000-0000-7000-8000-000000000000")}`;
    const { status, headers } = await app.stranger[route.method](address, {});
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("Bearer");
  });

  it.each(routes.filter((route) => !route.callers.includes("user")))(
    "the app's users are refused: $method $path",
    async (route) => {
      const user = await app.user(await addUser(database));
      const { id, body } = await target(route.path);
      const { status } = await user[route.method](
        `/api${route.path.replace(":id", id)}`,
        body as never,
      );
      expect(status).toBe(403);
      expect((await eventsBy(database, user.id)).at(-1)).toMatchObject({ action: "refused" });
    },
  );

  it.each(routes.filter((route) => !route.callers.includes("staff")))(
    "staff are refused what is the person's or the administrators' own: $method $path",
    async (route) => {
      const { id, body } = await target(route.path);
      for (const colleague of staff.values()) {
        const { status } = await colleague[route.method](
          `/api${route.path.replace(":id", id)}`,
          body as never,
        );
        expect(status).toBe(403);
        expect((await eventsBy(database, colleague.id)).at(-1)).toMatchObject({
          action: "refused",
        });
      }
    },
  );

  it("a role without a permission in the table loses it at once, as soon as the news is there", async () => {
    const colleague = await app.staff("support");
    expect((await colleague.get("/api/subscriptions")).status).toBe(200);
    const where = "role = 'support' AND resource = 'subscriptions' AND verb = 'list'";
    await database.adminPool.query(`DELETE FROM staff_permissions WHERE ${where}`);
    const status = async () => (await colleague.get("/api/subscriptions")).status;
    await expect.poll(status, { timeout: 1_000 }).toBe(403);
  });

  it("the database refuses by itself what the table would let through", async () => {
    await database.adminPool.query(
      "INSERT INTO staff_permissions (role, resource, verb) VALUES ('sre', 'users', 'list')",
    );
    const sre = staff.get("sre");
    // Not the API's own words, which name role and verb: it has heard of the permission by then.
    await expect
      .poll(async () => (await sre?.get("/api/users"))?.body)
      .toMatchObject({ status: 403, detail: "Your role may not do this." });
    expect((await eventsBy(database, sre?.id ?? "")).at(-1)).toMatchObject({ action: "refused" });
  });

  it("staff are sent to gdpr-requests for an export, by 409", async () => {
    const id = await addUser(database);
    for (const colleague of staff.values()) {
      expect((await colleague.post(`/api/users/${id}/export`, {})).status).toBe(409);
      expect((await colleague.get(`/api/users/${id}/export`)).status).toBe(409);
    }
  });
});
