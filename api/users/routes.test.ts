import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { ID_LIMIT } from "../contracts/values.ts";
import { user, userDetail } from "../contracts/users.ts";
import { z } from "zod";
import {
  addMember,
  addOrganization,
  addSubscription,
  addUser,
  eventsAbout,
  eventsBy,
} from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

const listOf = (path: string, filter: object, range = [0, 24]) =>
  `${path}?sort=["id","ASC"]&range=${JSON.stringify(range)}&filter=${encodeURIComponent(JSON.stringify(filter))}`;

describe("users.show", () => {
  it("shows a person masked, with subscription, progress and organizations, and writes the event", async () => {
    const id = await addUser(database, { email: "ada.lovelace@engines.example", name: "Ada L" });
    await addSubscription(database, id, { status: "active" });
    const organization = await addOrganization(database, { name: "Engines" });
    await addMember(database, organization, id, "owner");
    await database.adminPool.query(
      "INSERT INTO user_progress (user_id, current_streak, longest_streak) VALUES ($1, 3, 5)",
      [id],
    );
    const answer = await support.get(`/api/users/${id}`);
    expect(answer.status).toBe(200);
    const shown = userDetail.parse(answer.body);
    expect(shown.email).toBe("a•••@e•••.example");
    expect(answer.text).not.toContain("lovelace");
    expect(shown.subscription?.status).toBe("active");
    expect(shown.progress?.current_streak).toBe(3);
    expect(shown.organizations).toMatchObject([
      { id: organization, name: "Engines", role: "owner" },
    ]);
    expect(shown.can).toContainEqual({ verb: "suspend", allowed: true, reason: null });
    expect(answer.headers.get("etag")).toBe('"1"');
    const events = await eventsAbout(database, id);
    expect(events.at(-1)).toMatchObject({ action: "show", resource: "users" });
  });

  it("says null where there is no subscription and no progress", async () => {
    const answer = await support.get(`/api/users/${await addUser(database)}`);
    expect(answer.body).toMatchObject({ subscription: null, progress: null, organizations: [] });
  });

  it("answers 404 for a person who is not there, and leaves no event", async () => {
    const before = (await eventsBy(database, support.id)).length;
    const answer = await support.get("/api/users/00000000-0000-7000-8000-000000000000");
    expect(answer.status).toBe(404);
    expect(await eventsBy(database, support.id)).toHaveLength(before);
  });

  it("lets a user see their own record whole and nobody else's", async () => {
    const id = await addUser(database, { email: "own@record.example" });
    const other = await addUser(database);
    const own = await app.user(id);
    const answer = await own.get(`/api/users/${id}`);
    expect(answer.body).toMatchObject({ id, email: "own@record.example" });
    expect((await own.get(`/api/users/${other}`)).status).toBe(403);
    expect((await eventsBy(database, id)).at(-1)).toMatchObject({ action: "refused" });
  });
});

describe("users.list", () => {
  it("reads as many by id as it takes, and stands in the history of one who was named", async () => {
    const id = await addUser(database, { name: "Ada Named" });
    const many = Array.from({ length: ID_LIMIT - 1 }, () => randomUUID());
    const answer = await support.get(
      `/api/users?filter=${encodeURIComponent(JSON.stringify({ id: [id.toUpperCase(), ...many] }))}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-range")).toBe("users 0-0/1");
    expect(await eventsBy(database, support.id)).toContainEqual({
      action: "list",
      resource: "users",
      details: { rows: 1 },
    });
    expect((await eventsAbout(database, id)).map(({ action }) => action)).toEqual(["create"]);
    await support.get(listOf("/api/users", { id: [id] }));
    expect((await eventsAbout(database, id)).map(({ action }) => action)).toEqual([
      "create",
      "list",
    ]);
  });

  it("has who never signed in at the end, in both directions", async () => {
    const last_login = "2031-05-05T00:00:00Z";
    const late = await addUser(database, { created_at: "2030-01-01", last_login });
    const early = await addUser(database, { created_at: "2030-01-01", last_login: "2030-02-02" });
    const never = await addUser(database, { created_at: "2030-01-01" });
    const filter = { id: [late, early, never] };
    const ordered = async (direction: string) => {
      const path = listOf("/api/users", filter).replace(
        '["id","ASC"]',
        `["last_login","${direction}"]`,
      );
      return z.array(user).parse((await support.get(path)).body);
    };
    expect((await ordered("DESC")).map((row) => row.id)).toEqual([late, early, never]);
    expect((await ordered("ASC")).map((row) => row.id)).toEqual([early, late, never]);
  });
});

describe("users.update", () => {
  it("merges the editable fields, raises the version and tells before and after", async () => {
    const id = await addUser(database, { display_name: "Old" });
    const { body } = await support.get(`/api/users/${id}`);
    const form = { ...userDetail.parse(body), display_name: "Новое имя", role: "admin" };
    const answer = await support.put(`/api/users/${id}`, form, { headers: { "If-Match": '"1"' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ display_name: "Новое имя", role: "user", version: 2 });
    expect(answer.headers.get("etag")).toBe('"2"');
    const history = await support.get(
      listOf("/api/audit-log", { subject_id: id }).replace('["id","ASC"]', '["at","DESC"]'),
    );
    expect(history.status).toBe(200);
    expect(history.body).toContainEqual(
      expect.objectContaining({
        action: "update",
        actor_id: support.id,
        actor_name: "A support",
        changes: [{ field: "display_name", before: "Old", after: "Новое имя", withheld: null }],
      }),
    );
  });

  it("refuses a stale version with 412, a missing one with 428 and a malformed one with 400", async () => {
    const id = await addUser(database);
    const change = { display_name: "X" };
    const put = (headers: Record<string, string>) =>
      support.put(`/api/users/${id}`, change, { headers });
    expect((await put({ "If-Match": '"1"' })).status).toBe(200);
    expect((await put({ "If-Match": '"1"' })).status).toBe(412);
    expect((await put({})).status).toBe(428);
    expect((await put({ "If-Match": "x" })).status).toBe(400);
    expect((await put({ "If-Match": 'W/"2"' })).status).toBe(200);
  });

  it("lets only one of two changes from the same version through", async () => {
    const id = await addUser(database);
    const answers = await Promise.all(
      ["One", "Two", "Three", "Four"].map((display_name) =>
        support.put(`/api/users/${id}`, { display_name }, { headers: { "If-Match": '"1"' } }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      200, 412, 412, 412,
    ]);
  });

  it("changes nothing by an unchanged form, which is a look", async () => {
    const id = await addUser(database);
    const { body } = await support.get(`/api/users/${id}`);
    const before = await eventsAbout(database, id);
    const answer = await support.put(`/api/users/${id}`, body, { headers: { "If-Match": '"1"' } });
    expect(answer.body).toMatchObject({ version: 1 });
    expect((await eventsAbout(database, id)).slice(before.length)).toMatchObject([
      { action: "show", resource: "users" },
    ]);
  });

  it("ignores the masked e-mail unchanged and refuses it changed", async () => {
    const id = await addUser(database, { email: "masked@value.example" });
    const headers = { "If-Match": '"1"' };
    const unchanged = { email: "m•••@v•••.example" };
    expect((await support.put(`/api/users/${id}`, unchanged, { headers })).status).toBe(200);
    const changed = await support.put(`/api/users/${id}`, { email: "new@x.example" }, { headers });
    expect(changed.status).toBe(400);
    expect(changed.body).toMatchObject({ errors: { email: expect.any(String) } });
  });

  it("lets a user change their own profile without If-Match, unless suspended", async () => {
    const id = await addUser(database);
    const own = await app.user(id);
    const answer = await own.put(`/api/users/${id}`, { name: "Renamed" });
    expect(answer.body).toMatchObject({ name: "Renamed", version: 2 });
    const suspension = { reason: "spam", until: null };
    expect((await support.post(`/api/users/${id}/suspend`, suspension)).status).toBe(200);
    expect((await own.put(`/api/users/${id}`, { name: "Again" })).status).toBe(409);
  });
});

describe("users.suspend", () => {
  it("suspends with reason and end, once, and lifts it", async () => {
    const id = await addUser(database);
    const until = "2099-01-01T00:00:00Z";
    const suspended = await support.post(`/api/users/${id}/suspend`, {
      reason: "Spam sent",
      until,
    });
    expect(suspended.status).toBe(200);
    expect(userDetail.parse(suspended.body)).toMatchObject({
      is_active: false,
      suspension_reason: "Spam sent",
      suspended_until: "2099-01-01T00:00:00.000Z",
      version: 2,
    });
    const again = await support.post(`/api/users/${id}/suspend`, { reason: "Spam sent", until });
    expect(again.status).toBe(409);
    const lifted = await support.post(`/api/users/${id}/unsuspend`, {});
    expect(lifted.body).toMatchObject({ is_active: true, suspension_reason: null });
    expect((await support.post(`/api/users/${id}/unsuspend`)).status).toBe(409);
  });

  it("wants a reason and an end in the future", async () => {
    const id = await addUser(database);
    const suspend = (body: unknown) => support.post(`/api/users/${id}/suspend`, body);
    expect((await suspend({ until: null })).status).toBe(400);
    expect((await suspend({ reason: "a reason", until: "2001-01-01T00:00:00Z" })).status).toBe(400);
    expect((await suspend({ reason: "a reason", until: "soon" })).status).toBe(400);
    expect((await suspend({ reason: "a reason", who: "x" })).status).toBe(400);
  });

  it("refuses what a deleted account no longer allows", async () => {
    const id = await addUser(database, { deleted_at: new Date() });
    expect((await support.post(`/api/users/${id}/suspend`, { reason: "late" })).status).toBe(409);
    const headers = { "If-Match": '"1"' };
    expect((await support.put(`/api/users/${id}`, { name: "X" }, { headers })).status).toBe(409);
  });
});

describe("users.list", () => {
  it("answers a page with Content-Range, whole also when empty", async () => {
    const ids = [await addUser(database), await addUser(database), await addUser(database)];
    const page = await support.get(listOf("/api/users", { id: ids }, [0, 1]));
    expect(page.status).toBe(200);
    expect(z.array(user).parse(page.body)).toHaveLength(2);
    expect(page.headers.get("content-range")).toBe("users 0-1/3");
    const nobody = "00000000-0000-7000-8000-000000000000";
    const empty = await support.get(listOf("/api/users", { id: [nobody] }));
    expect(empty.headers.get("content-range")).toBe("users */0");
    expect(empty.body).toEqual([]);
  });

  it("leaves deleted users out unless asked for or named", async () => {
    const id = await addUser(database, { deleted_at: new Date(), name: "Gone Person" });
    const named = await support.get(listOf("/api/users", { id }));
    expect(named.body).toMatchObject([{ id }]);
    const living = await support.get(listOf("/api/users", {}, [0, 499]));
    expect(
      z
        .array(user)
        .parse(living.body)
        .map((row) => row.id),
    ).not.toContain(id);
    const deleted = await support.get(listOf("/api/users", { deleted: true }, [0, 499]));
    expect(
      z
        .array(user)
        .parse(deleted.body)
        .map((row) => row.id),
    ).toContain(id);
  });

  it("filters by state and time, and sorts both ways", async () => {
    const suspended = { is_active: false, suspension_reason: "x", suspended_at: new Date() };
    const id = await addUser(database, { ...suspended, created_at: "2020-05-05T10:00:00Z" });
    const filter = { is_active: false, created_at_gte: "2020-05-05", created_at_lt: "2020-05-06" };
    const text = encodeURIComponent(JSON.stringify(filter));
    // A range brings its own order, and goes with no other.
    expect((await support.get(`/api/users?filter=${text}`)).body).toMatchObject([
      { id, is_active: false },
    ]);
    const other = await support.get(`/api/users?filter=${text}&sort=["last_login","ASC"]`);
    expect(other.body).toMatchObject({
      status: 400,
      detail: expect.stringContaining("created_at_gte goes with the order of created_at only"),
    });
    const sorted = await support.get('/api/users?sort=["created_at","ASC"]&range=[0,0]');
    expect(sorted.body).toMatchObject([{ id }]);
  });
});

describe("users.search", () => {
  it("finds by id, e-mail prefix and infix and name infix, and keeps the words out of URL and log", async () => {
    const id = await addUser(database, {
      email: "quirkword77@needle.example",
      name: "Zoë Xylander",
    });
    for (const q of [id, "quirkword77", "irkword77", "xyland", "ZOË"]) {
      const answer = await support.post("/api/users/search", { q });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject([{ id, email: "q•••@n•••.example" }]);
      expect(answer.headers.get("content-range")).toBe("users 0-0/1");
    }
    expect(app.logs()).not.toContain("irkword77");
    expect(app.logs()).not.toContain("xyland");
    expect((await eventsBy(database, support.id)).slice(-2)).toMatchObject([
      { action: "search", details: {} },
      { action: "find", details: { found: 1 } },
    ]);
    expect(JSON.stringify(await eventsBy(database, support.id))).not.toContain("xyland");
    const history = (await eventsAbout(database, id)).map(({ action }) => action);
    expect(history).toEqual(["create", ...Array.from({ length: 5 }, () => "find")]);
  });

  it("pages and filters what it found", async () => {
    for (const is_active of [true, true, true]) {
      await addUser(database, { name: "Common Searchname", is_active });
    }
    const body = {
      q: "common searchname",
      range: [1, 1],
      sort: ["created_at", "DESC"],
      filter: { is_active: true },
    };
    const answer = await support.post("/api/users/search", body);
    expect(answer.body).toHaveLength(1);
    expect(answer.headers.get("content-range")).toBe("users 1-1/3");
  });

  it("leaves no event of a question that was wrongly put", async () => {
    const before = await eventsBy(database, support.id);
    const answer = await support.post("/api/users/search", { q: "ada", range: [10, 5] });
    expect(answer.status).toBe(400);
    expect(await eventsBy(database, support.id)).toEqual(before);
  });

  it("finds nothing quietly", async () => {
    const answer = await support.post("/api/users/search", { q: "nobody at all %_\\" });
    expect(answer.headers.get("content-range")).toBe("users */0");
  });
});
