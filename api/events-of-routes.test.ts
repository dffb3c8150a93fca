import { afterAll, describe, expect, it } from "vitest";
import type { StaffRole } from "./contracts/session.ts";
import type { CallerKind } from "./http/caller.ts";
import type { Route } from "./http/route.ts";
import { routes } from "./routes.ts";
import type { Answer, Client } from "./testing/clients.ts";
import { LEAVES } from "./testing/events/leaves.ts";
import type { Asked, Case } from "./testing/events/leaves.ts";
import { NEEDLE, insertWorld } from "./testing/events/world.ts";
import type { World } from "./testing/events/world.ts";
import { startApp } from "./testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const admin = app.database.adminPool;
const staff = new Map<StaffRole, Client>();
for (const role of ["support", "compliance", "sre", "auditor", "admin"] as const) {
  staff.set(role, await app.staff(role));
}
const agent = { headers: { "User-Agent": `${NEEDLE}'s browser` } };

type Call = { readonly route: Route; readonly world: World; readonly asked: Asked };

async function send(client: Client, { route, asked }: Call): Promise<Answer> {
  const address = `/api${route.path.replace(":id", asked.id ?? "")}${asked.query ?? ""}`;
  const options = { headers: { ...agent.headers, "If-Match": '"1"' } };
  if (route.method === "post" || route.method === "put") {
    return client[route.method](address, asked.body, options);
  }
  return client[route.method](address, options);
}

async function callerOf(entry: Case, w: World): Promise<Client> {
  const auth_time = Math.floor(Date.now() / 1000);
  if (entry.as === "user") return app.user(entry.whose?.(w) ?? w.user, { auth_time });
  if (entry.as === "org-admin") return app.user(w.chief, { auth_time, org: w.organization });
  const client = staff.get(entry.as);
  if (client === undefined) throw new Error(`no ${entry.as} signed in`);
  return client;
}

/** What stands under the answer's request id, as a superuser sees it. */
async function eventsOf(answer: Answer): Promise<string[]> {
  const { rows } = await admin.query<{ event: string }>(
    `SELECT action || ' ' || resource AS event FROM audit_log WHERE request_id = $1 ORDER BY tx, seq`,
    [answer.headers.get("x-request-id")],
  );
  return [...new Set(rows.map(({ event }) => event))].toSorted();
}

const named = routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));
const cases = named.flatMap(({ name, route }) => {
  const entry = LEAVES[name] ?? [];
  return "none" in entry ? [] : entry.map((each) => ({ name, route, each, as: each.as }));
});
const worlds: World[] = [];
async function newWorld(): Promise<World> {
  const made = await insertWorld(app, staff.get("auditor")?.id ?? "");
  worlds.push(made);
  return made;
}

const wrong = { email: `nobody@${NEEDLE}.example`, password: `${NEEDLE} is wrong` };

describe("every route", () => {
  it("is entered with what it leaves, for every kind of caller it serves", () => {
    expect(named.map(({ name }) => name).toSorted()).toEqual(Object.keys(LEAVES).toSorted());
    for (const { name, route } of named) {
      const entry = LEAVES[name] ?? [];
      if ("none" in entry) continue;
      const kinds = entry.map(({ as }): CallerKind =>
        as === "user" || as === "org-admin" ? as : "staff",
      );
      const served = route.callers.filter(
        (kind) => kind !== "staff" || route.answersStaffItself !== true,
      );
      expect([name, ...new Set(kinds)].toSorted()).toEqual([name, ...served].toSorted());
    }
  });

  it.each(cases)("leaves its event before the answer: $name as $as", async ({ route, each }) => {
    const made = await newWorld();
    const call = { route, world: made, asked: each.asks?.(made) ?? {} };
    const client = await callerOf(each, made);
    const answer = await send(client, call);
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([
      each.status ?? 200,
      expect.any(String),
    ]);
    expect(await eventsOf(answer)).toEqual(each.leaves.toSorted());
    const again = each.again && (await eventsOf(await send(client, call)));
    expect(again).toEqual(each.again?.toSorted());
  });

  it.each(named)("leaves an event of a refusal: $name", async ({ name, route }) => {
    const entry = LEAVES[name] ?? [];
    const made = await newWorld();
    const first = "none" in entry ? undefined : entry[0]?.asks?.(made);
    const call = { route, world: made, asked: first ?? { id: made.organization } };
    const refused = await refusedCallers(route, made);
    expect(refused.length).toBeGreaterThan(0);
    for (const client of refused) {
      const answer = await send(client, call);
      expect([name, answer.status]).toEqual([name, route.answersStaffItself === true ? 409 : 403]);
      expect(await eventsOf(answer)).toEqual([`refused ${route.resource}`]);
      expect(answer.text).not.toContain(NEEDLE);
    }
  });
});

describe("every route that serves the app's users", () => {
  const own = named.flatMap(({ name, route }) => {
    const entry = LEAVES[name] ?? [];
    if ("none" in entry || !route.path.includes(":id")) return [];
    return entry.flatMap((each) => (each.as === "user" ? [{ name, route, each }] : []));
  });

  it.each(own)("shows nobody else what is the person's: $name", async ({ route, each }) => {
    const made = await newWorld();
    const stranger = await app.user(made.stranger, { auth_time: Math.floor(Date.now() / 1000) });
    const answer = await send(stranger, { route, world: made, asked: each.asks?.(made) ?? {} });
    expect(answer.text).not.toContain(NEEDLE);
    // A row that its policy hides is no row to them, as one that never was: 404, and no refusal.
    const event = { 403: [`refused ${route.resource}`], 404: [] }[answer.status];
    expect(await eventsOf(answer)).toEqual(event);
  });
});

describe("a session", () => {
  it("leaves its sign-in, its end, and what failed or was refused", async () => {
    const colleague = await app.staff("support");
    const user = await app.user((await newWorld()).user);
    const foreign = { headers: { ...agent.headers, Origin: "https://elsewhere.example" } };
    expect(await eventsOf(await app.stranger.post("/api/session", wrong, agent))).toEqual([
      "sign-in-failed session",
    ]);
    expect(await eventsOf(await user.get("/api/session", agent))).toEqual(["refused session"]);
    expect(await eventsOf(await colleague.delete("/api/session", foreign))).toEqual([
      "refused session",
    ]);
    expect(await eventsOf(await colleague.delete("/api/session", agent))).toEqual([
      "sign-out session",
    ]);
  });

  it("leaves one event of too many attempts, and none of each that follows", async () => {
    const attempts = await Promise.all(
      Array.from({ length: 20 }, () =>
        app.stranger.post("/api/session", { ...wrong, email: `two@${NEEDLE}.example` }),
      ),
    );
    const refused = attempts.filter(({ status }) => status === 429);
    const events = (await Promise.all(refused.map(eventsOf))).flat();
    expect([refused.length, events]).toEqual([10, ["refused session"]]);
  });

  it("leaves an event where a person has to sign in again", async () => {
    const { user } = await newWorld();
    const stale = await app.user(user, { auth_time: 1 });
    const answer = await stale.delete(`/api/users/${user}`, { headers: { "If-Match": '"1"' } });
    expect([answer.status, await eventsOf(answer)]).toEqual([401, ["refused users"]]);
  });
});

describe("what is sealed", () => {
  it("holds nothing of the person after all of it, whatever was typed where", async () => {
    const { rows } = await admin.query<{ sealed: string; pii: string }>(
      "SELECT audit_canonical(a) AS sealed, coalesce(a.pii::text, '') AS pii FROM audit_log AS a",
    );
    const ids = worlds.flatMap(({ event: _event, organization: _o, team: _t, name: _n, ...own }) =>
      Object.values(own),
    );
    const found = rows.filter(
      ({ sealed }) =>
        sealed.toLowerCase().includes(NEEDLE.toLowerCase()) ||
        ids.some((id) => sealed.includes(id)),
    );
    expect(found).toEqual([]);
    // It was everywhere: each of these would be missed if the events held nothing at all.
    const held = rows.filter(({ pii }) => pii.includes(NEEDLE)).length;
    expect(held).toBeGreaterThan(200);
    expect(rows.filter(({ pii }) => ids.some((id) => pii.includes(id))).length).toBeGreaterThan(
      200,
    );
  });
});

/** Everything that a request may change, but for what counts attempts. */
async function state(): Promise<string> {
  const tables = [
    "users",
    "user_consents",
    "user_notification_preferences",
    "organizations",
    "organization_members",
    "organization_invitations",
    "teams",
    "team_members",
    "gdpr_requests",
    "gdpr_exports",
    "audit_exports",
    "staff_sessions",
    "audit_pseudonyms",
    "pgboss.job",
  ];
  const rows = tables.map(
    (table) => `SELECT '${table}', count(*), sum(hashtextextended(t::text, 0)) FROM ${table} AS t`,
  );
  return JSON.stringify((await admin.query(rows.join(" UNION ALL "))).rows);
}

describe("where no event can be written", () => {
  it("answers 503, shows nothing and changes nothing", async () => {
    const calls = await Promise.all(
      cases.map(async ({ name, route, each }) => {
        const made = await newWorld();
        const call = { route, world: made, asked: each.asks?.(made) ?? {} };
        return { name, call, client: await callerOf(each, made) };
      }),
    );
    await admin.query("ALTER TABLE audit_log ADD CONSTRAINT full_up CHECK (false) NOT VALID");
    const before = await state();
    const sre = staff.get("sre");
    const answers = await Promise.all([
      ...calls.map(async ({ name, call, client }) => ({ name, answer: await send(client, call) })),
      // A refusal too, and an attempt to sign in.
      ...calls.flatMap(({ name, call }) =>
        sre !== undefined && call.route.resource !== "audit-log"
          ? [send(sre, call).then((answer) => ({ name: `refused ${name}`, answer }))]
          : [],
      ),
      app.stranger.post("/api/session", wrong, agent).then((answer) => ({ name: "in", answer })),
    ]);
    const shown = answers.filter(
      ({ answer }) => answer.status !== 503 || answer.text.includes(NEEDLE),
    );
    expect(shown.map(({ name, answer }) => [name, answer.status])).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
    expect(await state()).toBe(before);
    await admin.query("ALTER TABLE audit_log DROP CONSTRAINT full_up");
  });

  it("answers 503 where this month has no partition", async () => {
    const { user } = await newWorld();
    const { rows } = await admin.query<{ name: string }>(
      "SELECT partition_name AS name FROM partition_bounds() WHERE table_name = 'audit_log'",
    );
    for (const { name } of rows)
      await admin.query(`ALTER TABLE audit_log DETACH PARTITION ${name}`);
    const answer = await staff.get("support")?.get(`/api/users/${user}`);
    expect([answer?.status, answer?.text.includes(NEEDLE)]).toEqual([503, false]);
  });
});

/** Each kind of caller that the route does not serve, and a role without its permission. */
async function refusedCallers(route: Route, made: World): Promise<Client[]> {
  const { rows } = await admin.query<{ role: StaffRole }>(
    "SELECT role FROM staff_permissions WHERE resource = $1 AND verb = $2",
    [route.resource, route.verb],
  );
  const without = [...staff].find(([role]) => !rows.some((row) => row.role === role))?.[1];
  const user = await app.user(made.stranger, { auth_time: Math.floor(Date.now() / 1000) });
  return [
    ...(without === undefined ? [] : [without]),
    ...(route.callers.some((kind) => kind === "user") || route.answersStaffItself === true
      ? []
      : [user]),
  ];
}
