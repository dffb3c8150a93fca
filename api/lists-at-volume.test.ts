import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { TOTAL_LIMIT, defineList, listQuery } from "./contracts/list.ts";
import { usersList } from "./contracts/users.ts";
import type { Caller } from "./http/caller.ts";
import { parseListQuery } from "./http/list-query.ts";
import { listReply } from "./http/reply.ts";
import { defineRoute } from "./http/route.ts";
import type { Route } from "./http/route.ts";
import { routes } from "./routes.ts";
import { commonestParts, valuesOf } from "./testing/volume/commonest.ts";
import { call, colleague, organizationAdmin, person, readPages } from "./testing/volume/measure.ts";
import { watchPlans } from "./testing/volume/plans.ts";
import type { Plan } from "./testing/volume/plans.ts";
import { everyRequest } from "./testing/volume/requests.ts";
import { createTestDatabase } from "../sql/testing/database.ts";
import { VOLUME, loadVolume } from "../sql/testing/volume/load-volume.ts";
import { selectUsers } from "../sql/users/queries.ts";

/** Pages of 8 kB that one statement may touch, and rows from which a table is not read end to end. */
const MOST_BUFFERS = 2000;
const BIG = 10_000;
const MINUTES = 60_000;

const CALLERS = [
  "support",
  "compliance",
  "dpo",
  "sre",
  "auditor",
  "admin",
  "user",
  "org-admin",
] as const;
const lists = routes.filter((route) => route.list !== undefined);

const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Until the server tells. */
function nothingYet(): Plan[] {
  return [];
}

describe("lists at volume", async () => {
  const database = await createTestDatabase();
  const admin = await database.adminPool.connect();
  const watched = new pg.Client({ ...database.settings("admin"), pipeline: true });
  let plans: () => Plan[] = nothingYet;
  let big: ReadonlySet<string> = new Set();

  beforeAll(async () => {
    await loadVolume(database.adminPool);
    const { rows } = await admin.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > $1",
      [BIG],
    );
    big = new Set(rows.map(({ name }) => name));
    await watched.connect();
    plans = await watchPlans(watched);
  }, 4 * MINUTES);

  afterAll(async () => {
    await watched.end();
    admin.release();
    await database.drop();
  });

  /** What was too dear since the last look. */
  function tooDear(): string[] {
    return plans().flatMap(({ text, buffers, scanned }) => {
      const whole = scanned.filter((name) => big.has(name));
      return [
        ...(buffers > MOST_BUFFERS ? [`${buffers} buffers: ${text}`] : []),
        ...(whole.length > 0 ? [`all of ${whole.join(", ")}: ${text}`] : []),
      ];
    });
  }

  async function measure(route: Route, caller: Caller) {
    const { list } = route;
    if (list === undefined) throw new Error(`${route.path} is no list`);
    const dear = new Map<string, string>();
    let served = 0;
    for (const asked of await everyRequest(admin, route.resource, list)) {
      if (await readPages(watched, route, caller, asked)) served += 1;
      for (const what of tooDear())
        dear.set(
          what.replaceAll(/^\d+|\/\*.*/g, ""),
          `${JSON.stringify(asked).slice(0, 300)}: ${what}`,
        );
    }
    return { served, dear: [...dear.values()] };
  }

  it("are lists of a product that has grown", () => {
    expect(big).toContain("users");
    expect(big).toContain("organization_members");
    expect(VOLUME.users).toBeGreaterThanOrEqual(200_000);
  });

  describe.each(lists.map((route) => ({ route, path: route.path })))("$path", ({ route }) => {
    it.each(CALLERS)(
      "as %s",
      async (kind) => {
        const caller = await whoMay(route, kind);
        if (caller === undefined) return;
        const { served, dear } = await measure(route, caller);
        expect(dear).toEqual([]);
        expect(served).toBeGreaterThan(0);
      },
      4 * MINUTES,
    );
  });

  /** Undefined when nobody of the kind may read the list. */
  async function whoMay(
    { callers, resource, verb }: Route,
    kind: (typeof CALLERS)[number],
  ): Promise<Caller | undefined> {
    if (kind === "user") return callers.includes(kind) ? person(admin) : undefined;
    if (kind === "org-admin") return callers.includes(kind) ? organizationAdmin(admin) : undefined;
    const caller = await colleague(admin, kind);
    return caller.permissions.has(`${resource}:${verb}`) ? caller : undefined;
  }

  /** A search in each order, with each filter that goes with it, its first page and its last. */
  async function searchesOf(q: string): Promise<object[]> {
    const asked = await everyRequest(admin, "users", usersList);
    const filters = new Map(asked.map(({ filter }) => [JSON.stringify(filter), filter]));
    const alone = [...filters.values()].filter((filter) => Object.keys(filter).length < 2);
    return [
      ...["relevance", ...usersList.sorts].map((field) => ({ q, sort: [field, "DESC"] })),
      ...alone.map((filter) => ({ q, filter })),
      { q, range: [275, 299] },
    ];
  }

  it(
    "are searched by the commonest parts of names and addresses",
    async () => {
      const search = routes.find(({ path }) => path === "/users/search");
      if (search === undefined) throw new Error("users are not searched any more");
      const { rows } = await admin.query<{ value: string }>(
        `${commonestParts("users", "name")}
       UNION ALL SELECT 'mail.example' UNION ALL SELECT '@mail' UNION ALL SELECT 'a' UNION ALL SELECT 'an'
       UNION ALL (SELECT id::text FROM users LIMIT 1)`,
      );
      const inside: string[] = [];
      for (const role of ["support", "compliance", "dpo", "admin"] as const) {
        const caller = await colleague(admin, role);
        for (const { value: q } of rows) {
          for (const narrowed of await searchesOf(q)) {
            await call(watched, search, caller, { body: narrowed });
            const found = plans();
            inside.push(...found.map(({ text }) => text));
            const dear = found.filter(
              ({ buffers, scanned }) =>
                buffers > MOST_BUFFERS || scanned.some((name) => big.has(name)),
            );
            expect({ narrowed, dear }).toEqual({ narrowed, dear: [] });
          }
        }
      }
      // The function's own statements have been seen, not its call alone.
      expect(inside.some((text) => text.includes("lower(u.email) LIKE"))).toBe(true);
    },
    4 * MINUTES,
  );

  it.each(["support", "compliance", "dpo", "user"] as const)(
    "are searched within one person's visions and actions, as %s",
    async (kind) => {
      const caller = await (kind === "user" ? person(admin) : colleague(admin, kind));
      const { id: user_id } = await person(admin);
      const searches = routes.filter(({ path }) =>
        /^\/(visions|daily-actions)\/search$/.test(path),
      );
      expect(searches).toHaveLength(2);
      const inside: string[] = [];
      for (const search of searches) {
        const time = search.resource === "visions" ? "created_at" : "date";
        // In every row, in a few, the first letter of many, in none; and all but a few.
        for (const q of ["run", "lighthouse", "r", "qzx", "-run"]) {
          for (const field of ["relevance", time]) {
            const body = { q, sort: [field, "DESC"], filter: { user_id } };
            await call(watched, search, caller, { body });
            const found = plans();
            inside.push(...found.map(({ text }) => text));
            const dear = found.filter(
              ({ buffers, scanned }) =>
                buffers > MOST_BUFFERS || scanned.some((name) => big.has(name)),
            );
            expect({ q, dear }).toEqual({ q, dear: [] });
          }
        }
      }
      expect(inside.some((text) => text.includes("a.user_id = person"))).toBe(true);
    },
    MINUTES,
  );

  it.each(["support", "compliance", "dpo", "auditor"] as const)(
    "are searched by the reasons of events, as %s",
    async (role) => {
      // The calls above were rolled back: plans look past what they left at the end of the time.
      await admin.query("VACUUM (ANALYZE) audit_log");
      const caller = await colleague(admin, role);
      const search = routes.find(({ path }) => path === "/audit-log/search");
      if (search === undefined) throw new Error("reasons are not searched any more");
      const [subject_id, actor_id] = await Promise.all(
        ["subject_id", "actor_id"].map(
          async (key) => (await valuesOf(admin, "audit-log", key, z.uuid()))[0],
        ),
      );
      const whose =
        role === "support"
          ? [{ subject_id }]
          : [{}, { subject_id }, { actor_id }, { actor_id: caller.id }];
      const inside: string[] = [];
      // The first of a connection reads what its plans need to know, and is no part of the search.
      await call(watched, search, caller, { body: { q: "telephone", filter: whose[0] } });
      plans();
      // In nearly half of them, in a tenth, in one of 500, in a few, in none; and one that is all wildcards.
      for (const q of ["telephone", "refund", "invoice", "lighthouse", "nowhere", "the %_ b"]) {
        for (const filter of whose) {
          for (const range of [{}, { at_gte: "2020-01-01" }, { at_lt: daysAgo(60) }]) {
            await call(watched, search, caller, { body: { q, filter: { ...filter, ...range } } });
            const found = plans();
            inside.push(...found.map(({ text }) => text));
            const dear = found.filter(
              ({ buffers, scanned }) =>
                buffers > MOST_BUFFERS || scanned.some((name) => big.has(name)),
            );
            expect({ q, filter, range, dear }).toEqual({ q, filter, range, dear: [] });
          }
        }
      }
      expect(inside.some((text) => text.includes("audit_reason(e.pii)"))).toBe(role !== "support");
    },
    MINUTES,
  );

  it.each(["support", "auditor"] as const)(
    "count a person's history for %s",
    async (role) => {
      const caller = await colleague(admin, role);
      const timeline = routes.find(({ path }) => path === "/audit-log/timeline");
      if (timeline === undefined) throw new Error("there is no timeline any more");
      const [subject_id] = await valuesOf(admin, "audit-log", "subject_id", z.uuid());
      for (const asked of [{}, { looked: "true" }, { looked: "false" }, { at_gte: daysAgo(0) }]) {
        await call(watched, timeline, caller, { query: { subject_id, ...asked } });
        expect({ asked, dear: tooDear() }).toEqual({ asked, dear: [] });
      }
    },
    MINUTES,
  );

  it(
    "show an order and a filter that no index serves",
    async () => {
      const careless = defineList({
        filters: usersList.filters.extend({ version: z.int().optional() }),
        sorts: ["created_at", "updated_at"],
        defaultSort: ["created_at", "DESC"],
      });
      const route = defineRoute({
        method: "get",
        path: "/careless",
        resource: "users",
        verb: "list",
        callers: ["staff"],
        summary: "What a careless change would offer",
        query: listQuery,
        list: careless,
        answers: {},
        handle: async ({ tx, query }) => {
          const request = parseListQuery(careless, query);
          return listReply("users", request, await selectUsers(tx, request, TOTAL_LIMIT));
        },
      });
      const caller = await colleague(admin, "support");
      await readPages(watched, route, caller, { filter: {}, sort: ["updated_at", "DESC"] });
      expect(tooDear()).not.toEqual([]);
      await readPages(watched, route, caller, {
        filter: { version: 7 },
        sort: ["created_at", "DESC"],
      });
      expect(tooDear()).not.toEqual([]);
    },
    MINUTES,
  );
});
