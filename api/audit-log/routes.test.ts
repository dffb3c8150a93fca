import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditActor, auditEvent, auditEventDetail, auditTimeline } from "../contracts/audit-log.ts";
import { addOrganization, addUser, eventsAbout, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { inTransaction } from "../../sql/database/transaction.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");
const auditor = await app.staff("auditor");

const listed = (filter: object, range = "[0,24]") =>
  `/api/audit-log?range=${range}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
const rowsOf = (answer: { body: unknown }) => z.array(auditEvent).parse(answer.body);

const codeOfTheTest = {
  actor_kind: "staff",
  actor_id: support.id,
  reason_code: "fraud",
} as const;

describe("audit-log.list", () => {
  it("tells a suspension with who, when, why, before and after", async () => {
    const user = await addUser(database);
    const sent = await support.post(
      `/api/users/${user}/suspend`,
      { reason: "Spam from x@y.example", until: "2099-01-01T00:00:00Z" },
      { headers: { "User-Agent": "browser of the test" } },
    );
    const [event] = rowsOf(await support.get(listed({ subject_id: user, action: "update" })));
    expect(event).toMatchObject({
      actor_kind: "staff",
      actor_id: support.id,
      actor_name: "A support",
      actor_role: "fs_support",
      subject_id: user,
      resource: "users",
      resource_id: user,
      request_id: sent.headers.get("x-request-id"),
    });
    const changes = Object.fromEntries(
      event?.changes.map((change) => [change.field, change]) ?? [],
    );
    expect(changes["is_active"]).toMatchObject({ before: true, after: false });
    expect(changes["suspension_reason"]).toMatchObject({
      before: null,
      after: "Spam from x•••@y•••.example",
    });
  });

  it("writes down who read a person's history, and does not head the list with that", async () => {
    const user = await addUser(database);
    const first = rowsOf(await auditor.get(listed({ subject_id: user })));
    expect(first.map((event) => event.action)).not.toContain("list");
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "list",
      resource: "audit-log",
    });
    const second = rowsOf(await auditor.get(listed({ subject_id: user })));
    expect(second[0]).toMatchObject({ action: "list", actor_id: auditor.id });
  });

  it("writes down who read the trail of everybody", async () => {
    const reader = await app.staff("compliance");
    expect((await reader.get(listed({}))).status).toBe(200);
    expect((await eventsBy(database, reader.id)).at(-1)).toMatchObject({
      action: "list",
      resource: "audit-log",
    });
  });

  it("shows support one person's events only", async () => {
    const [user, other] = [await addUser(database), await addUser(database)];
    await support.get(`/api/users/${other}`);
    expect((await support.get("/api/audit-log")).status).toBe(403);
    const events = rowsOf(await support.get(listed({ subject_id: user })));
    expect(new Set(events.map((event) => event.subject_id))).toEqual(new Set([user]));
  });

  it("shows admins sign-ins and staff, and SREs jobs", async () => {
    await app.stranger.post("/api/session", { email: "nobody@x.example", password: "x" });
    const admin = await app.staff("admin");
    const resources = rowsOf(await admin.get("/api/audit-log")).map((event) => event.resource);
    // Permissions that migrations have given since there is a trail are events of staff too.
    expect(new Set(resources)).toEqual(new Set(["session", "staff", "staff-permissions"]));
    const sre = await app.staff("sre");
    expect(rowsOf(await sre.get("/api/audit-log"))).toEqual([]);
    // Their part is a small one already.
    expect((await sre.get(listed({ action: "expire" }))).status).toBe(400);
  });

  it("filters by actor, action, resource, request and time", async () => {
    const user = await addUser(database);
    const colleague = await app.staff("support");
    const sent = await colleague.get(`/api/users/${user}`);
    const request_id = sent.headers.get("x-request-id");
    for (const filter of [
      { actor_id: colleague.id },
      { request_id },
      { request_id, actor_id: colleague.id, action: "show", resource: "users" },
      { actor_id: colleague.id, at_gte: "2020-01-01", at_lt: "2099-01-01T00:00:00Z" },
    ]) {
      const [event, ...others] = rowsOf(await auditor.get(listed(filter)));
      expect(event).toMatchObject({ action: "show", subject_id: user, request_id });
      expect(others).toEqual([]);
    }
    expect(
      rowsOf(await auditor.get(listed({ actor_id: colleague.id, at_lt: "2020-01-01" }))),
    ).toEqual([]);
  });

  it("filters by the row, whether it names a person or not, and by the code of the reason", async () => {
    const [user, organization] = [await addUser(database), await addOrganization(database)];
    await support.get(`/api/users/${user}`);
    for (const [resource, resource_id, action] of [
      ["users", user, "show"],
      ["organizations", organization, "create"],
    ]) {
      for (const filter of [{ resource_id }, { resource_id, resource, action }]) {
        const events = rowsOf(await auditor.get(listed(filter)));
        expect(new Set(events.map((event) => event.resource_id))).toEqual(new Set([resource_id]));
        expect(events[0]).toMatchObject({ resource, action });
      }
    }
    await inTransaction(database.pool("futuresync_api"), "fs_support", codeOfTheTest, (tx) =>
      insertEvent(tx, { action: "show", resource: "users", subject: user }),
    );
    const coded = rowsOf(await auditor.get(listed({ reason_code: "fraud" })));
    expect(coded).toMatchObject([{ subject_id: user, reason_code: "fraud" }]);
    expect(rowsOf(await auditor.get(listed({ resource: "users", action: "reveal" })))).toEqual([]);
  });

  it("divides a person's history into looks and all the rest", async () => {
    const user = await addUser(database);
    await support.get(`/api/users/${user}`);
    const actions = async (filter: object) =>
      rowsOf(await auditor.get(listed({ subject_id: user, ...filter }))).map(
        ({ action }) => action,
      );
    expect(await actions({ looked: true })).toEqual(["show"]);
    expect(await actions({ looked: false })).toEqual(["create"]);
    expect((await auditor.get(listed({ looked: true }))).status).toBe(400);
  });

  it("pages in one order, newest first, and finds by ids", async () => {
    // Each reading is an event at the head: pages hold still below a moment.
    const [newest] = rowsOf(await auditor.get(listed({})));
    const until = { at_lt: new Date(Date.parse(newest?.at ?? "") + 1).toISOString() };
    const all = rowsOf(await auditor.get(listed(until, "[0,5]")));
    const parts = [
      ...rowsOf(await auditor.get(listed(until, "[0,2]"))),
      ...rowsOf(await auditor.get(listed(until, "[3,5]"))),
    ];
    expect(parts.map((event) => event.id)).toEqual(all.map((event) => event.id));
    const times = all.map((event) => event.at);
    expect(times).toEqual(times.toSorted((a, b) => b.localeCompare(a)));
    const ids = all.slice(1, 4).map((event) => event.id);
    const found = rowsOf(await auditor.get(`/api/audit-log?filter=${JSON.stringify({ id: ids })}`));
    expect(found.map((event) => event.id)).toEqual(ids);
  });
});

describe("audit-log.show", () => {
  it("shows one event, to support only with the person it is about", async () => {
    const [user, other] = [await addUser(database), await addUser(database)];
    await support.get(`/api/users/${user}`);
    const [event] = rowsOf(await auditor.get(listed({ subject_id: user, action: "show" })));
    const path = `/api/audit-log/${event?.id}`;
    const shown = auditEventDetail.parse((await auditor.get(path)).body);
    expect(shown).toMatchObject({ id: event?.id, subject_id: user });
    expect((await support.get(path)).status).toBe(403);
    expect((await support.get(`${path}?subject_id=${user}`)).status).toBe(200);
    expect((await support.get(`${path}?subject_id=${other}`)).status).toBe(404);
  });
});

const reveal = (user: string, reason: string) =>
  support.post(`/api/users/${user}/reveal`, { field: "email", reason });

/** The total, and the reasons of the page. */
const found = async (more: object) => {
  const answer = await auditor.post("/api/audit-log/search", { q: "pelican", ...more });
  const of = answer.headers.get("content-range")?.split("/").pop();
  return [of, ...rowsOf(answer).map((event) => event.reason)];
};

describe("audit-log.search", () => {
  const search = "/api/audit-log/search";

  it("finds events by the reason, which stays masked, and leaves what was typed to be erased", async () => {
    const user = await addUser(database);
    const reason = `Wrote from zoe@mail.example about the ${user.slice(-6)} seagull`;
    await reveal(user, reason);
    const answer = await auditor.post(search, { q: "SEAGULL", range: [0, 9] });
    expect(rowsOf(answer)).toMatchObject([
      { action: "reveal", subject_id: user, reason: reason.replace("zoe@mail", "z•••@m•••") },
    ]);
    expect(answer.headers.get("content-range")).toBe("audit-log 0-0/1");
    expect(answer.headers.get("x-search-truncated")).toBeNull();
    const [found, asked] = (await eventsBy(database, auditor.id)).toReversed();
    expect(asked).toMatchObject({ action: "search", resource: "audit-log" });
    expect(found).toMatchObject({ action: "find", details: { found: 1, truncated: false } });
    expect(JSON.stringify([asked, found])).not.toContain("SEAGULL");
    // Found alone, it is about that person.
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({ action: "find" });
    expect(app.logs()).not.toMatch(/seagull/i);
  });

  it("takes the filters and both orders of the list, and pages", async () => {
    const [user, other] = [await addUser(database), await addUser(database)];
    for (const turn of ["first", "second", "third"]) await reveal(user, `The ${turn} pelican`);
    await reveal(other, "Another pelican");
    expect(await found({ filter: { subject_id: user }, range: [0, 1] })).toEqual([
      "3",
      "The third pelican",
      "The second pelican",
    ]);
    expect(await found({ sort: ["at", "ASC"], range: [1, 1] })).toEqual([
      "4",
      "The second pelican",
    ]);
    expect(await found({ filter: { resource_id: other, actor_id: support.id } })).toHaveLength(2);
    expect(await found({ filter: { action: "update" } })).toEqual(["0"]);
  });

  it("is support's with the person only", async () => {
    const [user, other] = [await addUser(database), await addUser(database)];
    await reveal(user, "Called about a cormorant");
    expect((await support.post(search, { q: "cormorant" })).status).toBe(403);
    for (const [subject_id, count] of [
      [user, 1],
      [other, 0],
    ] as const) {
      const answer = await support.post(search, { q: "cormorant", filter: { subject_id } });
      expect(rowsOf(answer)).toHaveLength(count);
    }
    expect((await eventsAbout(database, other)).at(-1)).toMatchObject({ action: "find" });
  });

  it.each([
    [{}, "q"],
    [{ q: "" }, "q"],
    [{ q: "ab" }, "q"],
    [{ q: "a b - c" }, "q"],
    [{ q: "x".repeat(201) }, "q"],
    [{ q: "a\0bcd" }, "q"],
  ])("refuses %j", async (body, field) => {
    const answer = await auditor.post(search, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: { [field]: expect.any(String) } });
  });

  it("refuses what it does not know, and takes no text in its address", async () => {
    for (const more of [
      { filter: { at_lte: "2026-01-01" } },
      { filter: { looked: true } },
      { filter: { q: "pelican" } },
      { sort: ["resource", "ASC"] },
      { range: [0, 40] },
      { range: [3, 1] },
    ]) {
      expect((await auditor.post(search, { q: "pelican", ...more })).status).toBe(400);
    }
    expect((await auditor.get(listed({ q: "pelican" }))).status).toBe(400);
    expect((await auditor.get("/api/audit-log?q=pelican")).status).toBe(400);
    for (const q of ["%%%abc", "'; DROP TABLE audit_log; --", "\\\\abc", "утро", "\u202eabc"]) {
      expect((await auditor.post(search, { q })).status).toBe(200);
    }
  });
});

describe("audit-log.actors", () => {
  it("are all colleagues by name, without their addresses", async () => {
    const answer = await auditor.get("/api/audit-log/actors");
    const actors = z.array(auditActor.strict()).parse(answer.body);
    expect(actors).toContainEqual({ id: support.id, name: "A support", role: "support" });
    const names = actors.map(({ name }) => name.toLowerCase());
    expect(names).toEqual(names.toSorted());
    expect(answer.text).not.toContain("@");
  });
});

const timelineOf = async (user: string, query = "", caller = auditor) =>
  auditTimeline.parse(
    (await caller.get(`/api/audit-log/timeline?subject_id=${user}${query}`)).body,
  );

it("refuses a range that ends before it begins, by field: no events would be a wrong answer", async () => {
  const user = await addUser(database);
  const backwards = { subject_id: user, at_gte: "2026-12-01", at_lt: "2026-11-01" };
  for (const answer of [
    await auditor.get(listed(backwards)),
    await auditor.get(listed({ ...backwards, at_lt: "2026-12-01" })),
    await auditor.get(`/api/audit-log/timeline?${new URLSearchParams(backwards)}`),
    await auditor.post("/api/audit-log/search", { q: "word", filter: backwards }),
    await auditor.post("/api/audit-exports", { format: "csv", filter: backwards }),
  ]) {
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/at_gte: is not before at_lt/) },
    });
  }
  for (const at_lt of ["2026-12-01T00:00:00.001Z", "2026-12-02"]) {
    expect((await auditor.get(listed({ ...backwards, at_lt }))).status).toBe(200);
  }
});

describe("audit-log.timeline", () => {
  it("counts who looked and who touched, and is itself a look", async () => {
    const user = await addUser(database);
    for (let turn = 0; turn < 3; turn++) await support.get(`/api/users/${user}`);
    await support.post(`/api/users/${user}/reveal`, { field: "email", reason: "Called" });
    await support.post(`/api/users/${user}/suspend`, { reason: "Spam" });
    const looked = await timelineOf(user, "&looked=true");
    expect(looked).toMatchObject({ events: 4, reached: null, before: null });
    expect(looked.groups).toMatchObject([
      {
        actor_id: support.id,
        actor_name: "A support",
        actor_role: "fs_support",
        count: 4,
        actions: { show: 3, reveal: 1 },
        day: new Date().toISOString().slice(0, 10),
      },
    ]);
    const touched = await timelineOf(user, "&looked=false", support);
    expect(touched.groups.map(({ actor_id, actions }) => [actor_id, actions])).toEqual([
      [support.id, { update: 1 }],
      [null, { create: 1 }],
    ]);
    expect((await timelineOf(user)).groups[0]).toMatchObject({ actor_id: support.id });
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "list",
      resource: "audit-log",
    });
  });

  it("says of an empty range what the newest event before it is, and of nobody nothing", async () => {
    const user = await addUser(database);
    expect((await timelineOf(user, "&at_gte=2099-01-01&looked=true")).before).toBeNull();
    expect(await timelineOf(user, "&at_lt=2020-01-01")).toMatchObject({ groups: [], before: null });
    const later = await timelineOf(user, "&at_gte=2099-01-01&looked=false");
    expect(later).toMatchObject({ groups: [], events: 0 });
    expect(Date.parse(later.before ?? "")).toBeGreaterThan(Date.now() - 60_000);
    const nobody = "018df21a-48ca-712d-9f60-ba10f3297d27";
    expect(await timelineOf(nobody, "&at_gte=2020-01-01")).toMatchObject({
      events: 0,
      before: null,
    });
  });

  it("is of one person, and refuses what it does not know", async () => {
    for (const query of [
      "",
      "?subject_id=x",
      "?subject_id=018df21a-48ca-712d-9f60-ba10f3297d27&at=1",
    ]) {
      expect((await auditor.get(`/api/audit-log/timeline${query}`)).status).toBe(400);
    }
  });
});
