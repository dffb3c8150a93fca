import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditEvent, auditEventDetail } from "../contracts/audit-log.ts";
import { addUser, eventsAbout, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");
const auditor = await app.staff("auditor");

const listed = (filter: object, range = "[0,24]") =>
  `/api/audit-log?range=${range}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
const rowsOf = (answer: { body: unknown }) => z.array(auditEvent).parse(answer.body);

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
    expect(shown).toMatchObject({ id: event?.id, subject_id: user, can: [] });
    expect((await support.get(path)).status).toBe(403);
    expect((await support.get(`${path}?subject_id=${user}`)).status).toBe(200);
    expect((await support.get(`${path}?subject_id=${other}`)).status).toBe(404);
  });
});
