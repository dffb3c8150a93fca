import { z } from "zod";
import { afterAll, describe, expect, it } from "vitest";
import { organization, organizationDetail } from "../contracts/organizations.ts";
import { addMember, addOrganization, addUser } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");
const admin = await app.staff("admin");

const filtered = (filter: object) =>
  `/api/organizations?filter=${encodeURIComponent(JSON.stringify(filter))}`;

describe("organizations", () => {
  it("shows one with the number of its members", async () => {
    const id = await addOrganization(database, { name: "Difference Engines" });
    await addMember(database, id, await addUser(database), "owner");
    const answer = await support.get(`/api/organizations/${id}`);
    expect(organizationDetail.parse(answer.body)).toMatchObject({ id, members_count: 1 });
    const { can } = organizationDetail.parse(answer.body);
    expect(can).toEqual([
      { verb: "update", allowed: false, reason: "The role support may not update organizations." },
    ]);
  });

  it("finds by part of name and slug, with what looks like a wildcard meant as itself", async () => {
    const id = await addOrganization(database, { name: "100% Ökostrom", slug: "oekostrom-ag" });
    for (const q of ["100%", "ökos", "kostrom-a"]) {
      expect((await support.get(filtered({ q }))).body).toMatchObject([{ id }]);
    }
    expect((await support.get(filtered({ q: "1%0" }))).body).toEqual([]);
    expect((await support.get(filtered({ q: "\\" }))).body).toEqual([]);
  });

  it("filters by plan and status", async () => {
    const id = await addOrganization(database, { plan: "enterprise", status: "suspended" });
    const answer = await support.get(filtered({ plan: "enterprise", status: "suspended" }));
    expect(
      z
        .array(organization)
        .parse(answer.body)
        .map((row) => row.id),
    ).toEqual([id]);
  });

  it("is changed by the admin: plan, room, settings and branding of the checked shape", async () => {
    const id = await addOrganization(database);
    const { body } = await admin.get(`/api/organizations/${id}`);
    const form = {
      ...organizationDetail.parse(body),
      plan: "pro",
      max_members: 50,
      settings: { auto_join: true, week_starts_on: 1 },
      branding: { primary_color: "#123abc" },
    };
    const headers = { "If-Match": '"1"' };
    const answer = await admin.put(`/api/organizations/${id}`, form, { headers });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ plan: "pro", max_members: 50, version: 2 });
    const same = await admin.put(`/api/organizations/${id}`, form, {
      headers: { "If-Match": '"2"' },
    });
    expect(same.body).toMatchObject({ version: 2 });
    const put = (wrong: object) =>
      admin.put(`/api/organizations/${id}`, wrong, { headers: { "If-Match": '"2"' } });
    expect((await put({ settings: { color: "red" } })).status).toBe(400);
    expect((await put({ branding: { primary_color: "red" } })).status).toBe(400);
    expect((await put({ plan: "gold" })).status).toBe(400);
    expect((await admin.put(`/api/organizations/${id}`, form)).status).toBe(428);
    expect((await admin.put(`/api/organizations/${id}`, form, { headers })).status).toBe(412);
  });
});
