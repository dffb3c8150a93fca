import { afterAll, describe, expect, it } from "vitest";
import { routes } from "../routes.ts";
import { addMember, addOrganization, addUser, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const path = "/api/organization-members";

/** An organization with an owner, an admin and a member, and the token of each. */
async function newOrganization() {
  const organization = await addOrganization(database);
  const person = async (role: string, fields: Record<string, unknown> = {}) => {
    const user = await addUser(database, { name: `The ${role}`, ...fields });
    const id = await addMember(database, organization, user, role);
    return { id, user, client: await app.user(user, { org: organization }) };
  };
  const owner = await person("owner");
  const admin = await person("admin", { display_name: "Addie" });
  return { organization, person, owner, admin, member: await person("member") };
}

describe("organization-members: by the organization's administrators", () => {
  it("are listed with the name that members know, and nothing else of the person", async () => {
    const { organization, owner, admin, member } = await newOrganization();
    const answer = await admin.client.get(`${path}?sort=["created_at","ASC"]`);
    expect(answer.body).toMatchObject([
      { id: owner.id, role: "owner", name: "The owner" },
      { id: admin.id, role: "admin", name: "Addie" },
      { id: member.id, role: "member", name: "The member", organization_id: organization },
    ]);
    expect(answer.text).not.toContain("@");
    expect((await eventsBy(database, admin.user)).at(-1)).toMatchObject({
      action: "list",
      resource: "organization-members",
    });
    await database.adminPool.query("UPDATE users SET deleted_at = now() WHERE id = $1", [
      member.user,
    ]);
    expect((await admin.client.get(`${path}/${member.id}`)).body).toMatchObject({ name: null });
  });

  it("change role and leave by an admin, but for owners", async () => {
    const { admin, owner, member } = await newOrganization();
    const set = (id: string, role: string) => admin.client.put(`${path}/${id}`, { role });
    expect((await set(member.id, "admin")).body).toMatchObject({ role: "admin", version: 2 });
    for (const refused of [
      await set(member.id, "owner"),
      await set(admin.id, "owner"),
      await set(owner.id, "member"),
      await admin.client.delete(`${path}/${owner.id}`),
    ]) {
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ detail: expect.stringContaining("Only an owner") });
    }
    const shown = await admin.client.get(`${path}/${owner.id}`);
    const reason = expect.stringContaining("Only an owner");
    expect(shown.body).toMatchObject({ can: [{ allowed: false, reason }, { allowed: false }] });
    const stale = { headers: { "If-Match": '"1"' } };
    expect((await admin.client.delete(`${path}/${member.id}`, stale)).status).toBe(412);
    expect((await admin.client.delete(`${path}/${member.id}`)).status).toBe(200);
    expect((await admin.client.get(`${path}/${member.id}`)).status).toBe(404);
  });

  it("change by an owner as they like, while an owner is left", async () => {
    const { owner, admin } = await newOrganization();
    const set = (id: string, role: string) => owner.client.put(`${path}/${id}`, { role });
    expect((await set(owner.id, "member")).status).toBe(409);
    expect((await set(admin.id, "owner")).status).toBe(200);
    expect((await set(owner.id, "member")).status).toBe(200);
    expect((await set(admin.id, "member")).status).toBe(403);
  });

  it("are not added without being asked", async () => {
    const { organization, owner } = await newOrganization();
    const newcomer = {
      organization_id: organization,
      user_id: await addUser(database),
      role: "member",
    };
    expect((await owner.client.post(path, newcomer)).status).toBe(403);
  });
});

const FORMS: Readonly<Record<string, object>> = {
  "put /organization-members/:id": { role: "admin" },
  "post /teams": { name: "Design" },
  "put /teams/:id": { name: "Design" },
  "post /organization-invitations": { email: "ada@engines.example" },
};

describe("a token with an organization", () => {
  const offered = routes.filter(({ callers }) => callers.includes("org-admin"));

  it("is believed only while the database says so: a demoted administrator's is a 403", async () => {
    const { admin, owner } = await newOrganization();
    expect((await admin.client.get("/api/teams")).status).toBe(200);
    await owner.client.put(`${path}/${admin.id}`, { role: "member" });
    const refused = await admin.client.get("/api/teams");
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ detail: expect.stringContaining("no longer") });
    expect((await eventsBy(database, admin.user)).at(-1)).toMatchObject({ action: "refused" });
  });

  it.each(offered)("opens $method $path to its administrators alone", async (route) => {
    const { organization, member, admin } = await newOrganization();
    const other = await newOrganization();
    const address = `/api${route.path.replace(":id", "00000000-0000-7000-8000-000000000000")}`;
    const form = FORMS[`${route.method} ${route.path}`];
    const call = async (user: string, claims: Record<string, string>) =>
      (await app.user(user, claims))[route.method](address, form);
    for (const [user, claims] of [
      [member.user, { org: organization }],
      [admin.user, {}],
      [admin.user, { org: other.organization }],
      [await addUser(database), { org: organization }],
    ] as const) {
      expect((await call(user, claims)).status).toBe(403);
    }
    // Control: the administrator gets through, as far as there is something under that id.
    expect([200, 201, 404]).toContain(
      (await call(admin.user, { org: organization.toUpperCase() })).status,
    );
  });

  it("reaches what is the person's own as before", async () => {
    const { admin, organization } = await newOrganization();
    const own = await admin.client.get(`/api/users/${admin.user}`);
    expect(own.body).toMatchObject({ id: admin.user, organizations: [{ id: organization }] });
    expect((await admin.client.put(`/api/users/${admin.user}`, { locale: "de" })).status).toBe(200);
    expect((await admin.client.get("/api/gdpr-requests")).status).toBe(200);
  });

  it("reaches of its members no record, no vision and no action", async () => {
    const { admin, member } = await newOrganization();
    expect((await admin.client.get(`/api/users/${member.user}`)).status).toBe(403);
    expect((await admin.client.get("/api/users")).status).toBe(403);
    for (const table of ["users", "visions", "daily_actions", "user_progress"]) {
      const { rows } = await database.adminPool.query(
        "SELECT has_any_column_privilege('fs_org_admin', $1, 'SELECT, INSERT, UPDATE') AS reaches",
        [table],
      );
      expect({ table, ...rows[0] }).toEqual({ table, reaches: false });
    }
  });

  it("has routes of its own: none is for a person and for an administrator", () => {
    expect(offered.filter(({ callers }) => callers.includes("user"))).toEqual([]);
    expect(offered.length).toBeGreaterThan(10);
  });
});
