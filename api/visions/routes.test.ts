import { z } from "zod";
import { afterAll, describe, expect, it } from "vitest";
import { dailyAction, dailyActionDetail } from "../contracts/daily-actions.ts";
import { vision, visionDetail } from "../contracts/visions.ts";
import { addDailyAction, addUser, addVision, eventsAbout, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

/** The two resources are one in everything tried here. */
const RESOURCES = [
  {
    path: "/api/visions",
    resource: "visions",
    add: addVision,
    rows: z.array(vision),
    detail: visionDetail,
    texts: { title: "Run to the lighthouse", description: "Every morning" },
  },
  {
    path: "/api/daily-actions",
    resource: "daily-actions",
    add: addDailyAction,
    rows: z.array(dailyAction),
    detail: dailyActionDetail,
    texts: {
      title: "Run to the lighthouse",
      description: "Every morning",
      ai_reasoning: "It keeps you going",
    },
  },
];

const filterOf = (filter: object) => `filter=${encodeURIComponent(JSON.stringify(filter))}`;

describe.each(RESOURCES)("$resource", ({ path, resource, add, rows, detail, texts }) => {
  const masked = Object.fromEntries(Object.keys(texts).map((field) => [field, "•••"]));
  const nothing = Object.fromEntries(
    Object.keys(texts)
      .slice(1)
      .map((field) => [field, null]),
  );

  it("are listed for staff masked, one person's, the newest first, with the event", async () => {
    const person = await addUser(database);
    const first = await add(database, person, texts);
    const second = await add(database, person, { ...nothing, title: "Second" });
    await add(database, person, { title: "Deleted", deleted_at: new Date() });
    await add(database, await addUser(database), texts);
    const answer = await support.get(`${path}?${filterOf({ user_id: person })}&range=[0,9]`);
    const listed = rows.parse(answer.body);
    expect(listed).toMatchObject([
      { id: second, title: "•••", ...nothing },
      { id: first, ...masked },
    ]);
    expect(answer.headers.get("content-range")).toBe(`${resource} 0-1/2`);
    expect(answer.text).not.toMatch(/lighthouse|morning|Second/);
    expect((await eventsAbout(database, person)).at(-1)).toMatchObject({
      action: "list",
      resource,
      details: { rows: 2 },
    });
  });

  it("are shown deleted only when asked for", async () => {
    const person = await addUser(database);
    const gone = await add(database, person, { deleted_at: new Date() });
    const listed = await support.get(`${path}?${filterOf({ user_id: person, deleted: true })}`);
    expect(rows.parse(listed.body).map(({ id }) => id)).toEqual([gone]);
  });

  it("are a person's own as they are, and nobody else's", async () => {
    const person = await addUser(database);
    const id = await add(database, person, texts);
    const other = await addUser(database);
    const foreign = await add(database, other, texts);
    const user = await app.user(person);
    expect(rows.parse((await user.get(path)).body)).toMatchObject([{ id, ...texts }]);
    expect(detail.parse((await user.get(`${path}/${id}`)).body)).toMatchObject(texts);
    expect((await user.get(`${path}/${foreign}`)).status).toBe(404);
    expect((await user.get(`${path}?${filterOf({ user_id: other })}`)).status).toBe(403);
    const named = await user.get(`${path}?${filterOf({ id: [id, foreign] })}`);
    expect(rows.parse(named.body).map((row) => row.id)).toEqual([id]);
    const search = { q: "lighthouse", filter: { user_id: other } };
    expect((await user.post(`${path}/search`, search)).status).toBe(403);
    expect((await eventsBy(database, person)).map(({ action }) => action)).toContain("refused");
  });

  it("are never seen with an organization's claim", async () => {
    const person = await addUser(database);
    const id = await add(database, person, texts);
    const org = "00000000-0000-7000-8000-000000000001";
    const admin = await app.user(await addUser(database), { org });
    for (const address of [`${path}/${id}`, `${path}?${filterOf({ user_id: person })}`]) {
      expect([403, 404]).toContain((await admin.get(address)).status);
    }
  });

  it("are asked of staff with the person's id", async () => {
    for (const answer of [
      await support.get(path),
      await support.post(`${path}/search`, { q: "run" }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: { user_id: expect.any(String) } });
    }
  });

  it("are searched by staff within one person, with what was typed kept apart", async () => {
    const person = await addUser(database);
    const id = await add(database, person, texts);
    await add(database, await addUser(database), texts);
    const search = { q: "lighth", filter: { user_id: person } };
    const answer = await support.post(`${path}/search`, search);
    expect(rows.parse(answer.body)).toMatchObject([{ id, ...masked }]);
    expect(answer.headers.get("content-range")).toBe(`${resource} 0-0/1`);
    const events = (await eventsAbout(database, person)).slice(-2);
    expect(events).toMatchObject([
      { action: "search", resource },
      { action: "find", resource, details: { found: 1, truncated: false } },
    ]);
    expect(JSON.stringify(events)).not.toContain("lighth");
  });

  it("are searched by the person, sorted and paged", async () => {
    const person = await addUser(database);
    const older = await add(database, person, { ...texts, created_at: "2026-01-01" });
    const newer = await add(database, person, { title: "Another lighthouse" });
    const user = await app.user(person);
    const time = resource === "visions" ? "created_at" : "date";
    const found = async (more: object) => {
      const { body, headers } = await user.post(`${path}/search`, { q: "lighthouse", ...more });
      return { ids: rows.parse(body).map((row) => row.id), of: headers.get("content-range") };
    };
    expect(await found({ sort: [time, "ASC"] })).toEqual({
      ids: [older, newer],
      of: `${resource} 0-1/2`,
    });
    expect(await found({ sort: [time, "DESC"], range: [1, 1] })).toEqual({
      ids: [older],
      of: `${resource} 1-1/2`,
    });
    expect(await found({ q: "nowhere" })).toEqual({ ids: [], of: `${resource} */0` });
  });

  it("are revealed one text at a time, by a reason, with the event; what is deleted is not", async () => {
    const person = await addUser(database);
    const id = await add(database, person, texts);
    const reason = "They asked which one it is";
    for (const [field, value] of Object.entries(texts)) {
      const answer = await support.post(`${path}/${id}/reveal`, { field, reason });
      expect(answer.body).toMatchObject({ field, value, expires_at: expect.any(String) });
      expect((await eventsAbout(database, person)).at(-1)).toMatchObject({
        action: "reveal",
        resource,
        details: { field, minutes: 5 },
      });
    }
    const empty = await add(database, person, nothing);
    const field = Object.keys(texts).at(-1);
    const none = await support.post(`${path}/${empty}/reveal`, { field, reason });
    expect(none.body).toMatchObject({ value: null });
    const gone = await add(database, person, { ...texts, deleted_at: new Date() });
    expect((await support.post(`${path}/${gone}/reveal`, { field, reason })).status).toBe(404);
    expect((await support.post(`${path}/${id}/reveal`, { field: "user_id", reason })).status).toBe(
      400,
    );
    const shown = await support.get(`${path}/${gone}`);
    expect(detail.parse(shown.body)).toMatchObject({
      can: [{ verb: "reveal", allowed: false, reason: "It is deleted." }],
    });
  });

  it("say where a search stopped that was cut", async () => {
    const person = await addUser(database);
    await database.adminPool.query(
      resource === "visions"
        ? `INSERT INTO visions (user_id, category, title, created_at)
           SELECT $1, 'health', 'Again', timestamptz '2026-01-01Z' + interval '1 day' * n
           FROM generate_series(1, 1001) AS n`
        : `INSERT INTO daily_actions (user_id, title, date)
           SELECT $1, 'Again', date '2026-01-01' + n FROM generate_series(1, 1001) AS n`,
      [person],
    );
    const user = await app.user(person);
    const { headers } = await user.post(`${path}/search`, { q: "again", range: [0, 9] });
    expect(headers.get("content-range")).toBe(`${resource} 0-9/1000`);
    expect(headers.get("x-search-truncated")).toBe("true");
    expect(headers.get("x-search-reached")).toMatch(/^2026-01-03/);
  });
});

describe("wrong input: the search of a person's texts", () => {
  const searches = RESOURCES.map(({ path }) => `${path}/search`);
  const user_id = "00000000-0000-7000-8000-000000000000";
  const send = (address: string, more: object) =>
    support.post(address, JSON.stringify({ q: "run", filter: { user_id }, ...more }));

  it.each(searches)("%s takes whatever people type", async (address) => {
    for (const q of [
      "a & b | !c:* <-> (d",
      "'; DROP TABLE visions; --",
      `"unclosed`,
      `"`.repeat(50) + "a",
      "-a",
      "or or or",
      "%_\\",
      "утро 東京 كتاب 🏃 a",
      "x".repeat(200),
      "\u202ea\u0301",
    ].filter((q) => /[\p{L}\p{N}]/u.test(q))) {
      expect({ q, status: (await send(address, { q })).status }).toEqual({ q, status: 200 });
    }
  });

  it.each(searches)("%s refuses with 400 what cannot be searched for", async (address) => {
    for (const q of [
      "",
      "  ",
      `"'&|!()*`,
      "🏃",
      "%",
      "a\0b",
      "a\ud800",
      "x".repeat(201),
      7,
      null,
    ]) {
      const { status, body } = await send(address, { q });
      expect({ q, status }).toEqual({ q, status: 400 });
      expect(body).toMatchObject({ errors: { q: expect.any(String) } });
    }
    for (const more of [
      { sort: ["title", "ASC"] },
      { range: [5, 1] },
      { range: [0, 1000] },
      { filter: { user_id, title: "run" } },
      { filter: { user_id: "x" } },
      { limit: 5 },
    ]) {
      expect((await send(address, more)).status).toBe(400);
    }
  });

  it("days that no calendar has are a 400", async () => {
    const filter = { user_id, date_gte: "2026-02-31" };
    expect((await send("/api/daily-actions/search", { filter })).status).toBe(400);
  });

  it.each(searches)("%s takes no word in its address", async (address) => {
    const list = address.replace("/search", "");
    for (const query of ["q=run", filterOf({ q: "run", user_id }), filterOf({ title: "run" })]) {
      expect((await support.get(`${list}?${query}`)).status).toBe(400);
    }
    expect((await support.get(address)).status).toBe(400);
  });

  it("none of it was unexpected", () => expect(app.logs()).not.toContain('"status":500'));
});
