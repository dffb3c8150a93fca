import { afterAll, describe, expect, it } from "vitest";
import { organizationMemberDetail } from "../contracts/organization-members.ts";
import { addMember, addOrganization, addUser, eventsAbout } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");
const path = "/api/organization-members";
const version = (value: number) => ({ headers: { "If-Match": `"${value}"` } });

describe("organization-members", () => {
  it("are listed by organization and by user", async () => {
    const organization = await addOrganization(database);
    const user = await addUser(database);
    const id = await addMember(database, organization, user, "owner");
    for (const filter of [{ organization_id: organization }, { user_id: user, role: "owner" }]) {
      const answer = await support.get(`${path}?filter=${JSON.stringify(filter)}&range=[0,9]`);
      expect(answer.body).toMatchObject([{ id }]);
      expect(answer.headers.get("content-range")).toBe("organization-members 0-0/1");
    }
  });

  it("are added, changed and taken out, each with its event about the person", async () => {
    const organization = await addOrganization(database);
    await addMember(database, organization, await addUser(database), "owner");
    const user = await addUser(database);
    const added = await support.post(path, {
      organization_id: organization,
      user_id: user,
      role: "member",
    });
    expect(added.status).toBe(201);
    const { id } = organizationMemberDetail.parse(added.body);
    const changed = await support.put(`${path}/${id}`, { role: "admin" }, version(1));
    expect(changed.body).toMatchObject({ role: "admin", version: 2 });
    expect((await support.delete(`${path}/${id}`, version(1))).status).toBe(412);
    expect((await support.delete(`${path}/${id}`)).status).toBe(428);
    const gone = await support.delete(`${path}/${id}`, version(2));
    expect(gone.body).toMatchObject({ id });
    expect((await support.get(`${path}/${id}`)).status).toBe(404);
    const events = await eventsAbout(database, user);
    expect(events.map((event) => event.action).slice(-3)).toEqual(["create", "update", "delete"]);
  });

  it("are not added twice, not to nothing, and not beyond the room there is", async () => {
    const organization = await addOrganization(database, { max_members: 2 });
    const add = (user_id: string, organization_id = organization) =>
      support.post(path, { organization_id, user_id, role: "member" });
    const first = await addUser(database);
    expect((await add(first)).status).toBe(201);
    expect((await add(first)).status).toBe(409);
    const nobody = "00000000-0000-7000-8000-000000000000";
    expect((await add(nobody)).body).toMatchObject({
      status: 400,
      errors: { user_id: expect.any(String) },
    });
    expect((await add(first, nobody)).status).toBe(400);
    expect((await add(await addUser(database, { deleted_at: new Date() }))).status).toBe(400);
    const users = await Promise.all(Array.from({ length: 4 }, () => addUser(database)));
    const statuses = (await Promise.all(users.map((user) => add(user)))).map(
      (answer) => answer.status,
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409]);
  });

  it("keep an owner while anybody else is there, also when two owners go at once", async () => {
    const organization = await addOrganization(database);
    const owners = [
      await addMember(database, organization, await addUser(database), "owner"),
      await addMember(database, organization, await addUser(database), "owner"),
    ];
    const member = await addMember(database, organization, await addUser(database));
    const statuses = (
      await Promise.all(owners.map((id) => support.delete(`${path}/${id}`, version(1))))
    ).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
    const left = owners[statuses.indexOf(409)] ?? "";
    const demoted = await support.put(`${path}/${left}`, { role: "member" }, version(1));
    expect(demoted.status).toBe(409);
    expect(demoted.body).toMatchObject({ detail: expect.stringContaining("owner") });
    expect((await support.delete(`${path}/${member}`, version(1))).status).toBe(200);
    expect((await support.delete(`${path}/${left}`, version(1))).status).toBe(200);
  });

  it("leave their teams with the organization", async () => {
    const organization = await addOrganization(database);
    await addMember(database, organization, await addUser(database), "owner");
    const user = await addUser(database);
    const id = await addMember(database, organization, user);
    await database.adminPool.query(
      `WITH team AS (INSERT INTO teams (organization_id, name) VALUES ($1, 'T') RETURNING id)
       INSERT INTO team_members (team_id, organization_id, user_id) SELECT id, $1, $2 FROM team`,
      [organization, user],
    );
    expect((await support.delete(`${path}/${id}`, version(1))).status).toBe(200);
  });
});
