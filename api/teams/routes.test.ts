import { afterAll, describe, expect, it } from "vitest";
import { teamDetail } from "../contracts/teams.ts";
import { addMember, addOrganization, addTeam, addUser, eventsAbout } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const path = "/api/teams";
const version = (value: number) => ({ headers: { "If-Match": `"${value}"` } });

async function newAdministrator(role = "admin") {
  const organization = await addOrganization(database);
  await addMember(database, organization, await addUser(database), "owner");
  const user = await addUser(database);
  await addMember(database, organization, user, role);
  return { organization, user, client: await app.user(user, { org: organization }) };
}

describe("teams: by the organization's administrators", () => {
  it("are made, renamed and deleted, and their members stay in the organization", async () => {
    const { organization, user, client } = await newAdministrator();
    const made = await client.post(path, { name: " Design ", description: "Draws" });
    expect(made.status).toBe(201);
    const { id } = teamDetail.parse(made.body);
    expect(made.body).toMatchObject({
      organization_id: organization,
      name: "Design",
      members_count: 0,
      can: [
        { verb: "update", allowed: true },
        { verb: "delete", allowed: true },
      ],
    });
    await database.adminPool.query(
      "INSERT INTO team_members (team_id, organization_id, user_id) VALUES ($1, $2, $3)",
      [id, organization, user],
    );
    const renamed = await client.put(`${path}/${id}`, { name: "Drawing" });
    expect(renamed.body).toMatchObject({ name: "Drawing", description: "Draws", members_count: 1 });
    expect((await client.put(`${path}/${id}`, { name: "X" }, version(1))).status).toBe(412);
    expect((await client.put(`${path}/${id}`, renamed.body)).body).toMatchObject({ version: 2 });
    expect((await client.delete(`${path}/${id}`, version(1))).status).toBe(412);
    const gone = await client.delete(`${path}/${id}`, version(2));
    expect(gone.body).toMatchObject({ id, members_count: 1 });
    expect((await client.get(`${path}/${id}`)).status).toBe(404);
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "delete",
      resource: "team-members",
    });
    const members = await client.get("/api/organization-members");
    expect(members.headers.get("content-range")).toBe("organization-members 0-1/2");
  });

  it("are listed by name, of that organization alone", async () => {
    const { organization, client } = await newAdministrator();
    const other = await newAdministrator();
    const foreign = await addTeam(database, other.organization, { name: "A" });
    await addTeam(database, organization, { name: "B" });
    await addTeam(database, organization, { name: "A" });
    const names = [{ name: "A", organization_id: organization }, { name: "B" }];
    expect((await client.get(path)).body).toMatchObject(names);
    const filter = `filter={"organization_id":"${other.organization}"}`;
    expect((await client.get(`${path}?${filter}`)).body).toEqual([]);
    for (const answer of [
      await client.get(`${path}/${foreign}`),
      await client.put(`${path}/${foreign}`, { name: "Mine" }),
      await client.delete(`${path}/${foreign}`),
    ]) {
      expect(answer.status).toBe(404);
    }
  });

  it("have one name each, and a form", async () => {
    const { organization, client } = await newAdministrator();
    await addTeam(database, organization, { name: "Taken" });
    const taken = await client.post(path, { name: "Taken" });
    expect(taken.status).toBe(409);
    expect(taken.body).toMatchObject({ detail: expect.stringContaining("team of this name") });
    for (const body of [
      {},
      { name: " " },
      { name: "x".repeat(101) },
      { name: "X", organization_id: organization },
    ]) {
      expect((await client.post(path, body)).status).toBe(400);
    }
  });
});

describe("teams: by staff", () => {
  it("are read by organization, and renamed by an admin with the version", async () => {
    const organization = await addOrganization(database);
    const id = await addTeam(database, organization, { name: "Read" });
    const support = await app.staff("support");
    const filter = `filter={"organization_id":"${organization}"}`;
    expect((await support.get(`${path}?${filter}`)).body).toMatchObject([{ id, name: "Read" }]);
    expect((await support.get(`${path}/${id}`)).body).toMatchObject({ members_count: 0 });
    const admin = await app.staff("admin");
    expect((await admin.put(`${path}/${id}`, { name: "New" })).status).toBe(428);
    const renamed = await admin.put(`${path}/${id}`, { name: "New" }, version(1));
    expect(renamed.body).toMatchObject({ name: "New", version: 2 });
  });
});
