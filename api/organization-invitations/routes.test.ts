import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { organizationInvitationCreated } from "../contracts/organization-invitations.ts";
import { addInvitation, addMember, addOrganization, addUser, eventsBy } from "../testing/people.ts";
import type { Answer } from "../testing/clients.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const path = "/api/organization-invitations";

async function newAdministrator(role = "admin") {
  const organization = await addOrganization(database);
  await addMember(database, organization, await addUser(database), "owner");
  const user = await addUser(database);
  await addMember(database, organization, user, role);
  return { organization, user, client: await app.user(user, { org: organization }) };
}

const created = (answer: Answer) => organizationInvitationCreated.parse(answer.body);

describe("organization-invitations: by the organization's administrators", () => {
  it("are made with a token that is answered once and stored as its hash", async () => {
    const { organization, user, client } = await newAdministrator();
    const answer = await client.post(path, { email: "Grace@Navy.example", role: "admin" });
    expect(answer.status).toBe(201);
    const { id, token } = created(answer);
    expect(answer.body).toMatchObject({
      organization_id: organization,
      email: "Grace@Navy.example",
      role: "admin",
      state: "open",
      invited_by: user,
      can: [{ verb: "revoke", allowed: true, reason: null }],
    });
    const { rows } = await database.adminPool.query<{ token_hash: Buffer; days: number }>(
      `SELECT token_hash, round(extract(epoch FROM expires_at - created_at) / 86400)::int AS days
       FROM organization_invitations WHERE id = $1`,
      [id],
    );
    expect(rows).toEqual([{ token_hash: createHash("sha256").update(token).digest(), days: 7 }]);
    const shown = await client.get(`${path}/${id}`);
    expect(shown.body).toMatchObject({ id, email: "Grace@Navy.example" });
    for (const text of [
      shown.text,
      (await client.get(path)).text,
      app.logs(),
      JSON.stringify(await eventsBy(database, user)),
    ]) {
      expect(text).not.toContain(token);
    }
    expect(app.logs().toLowerCase()).not.toContain("navy.example");
  });

  it("are one to an address while open, in any spelling, and begin anew when revoked or expired", async () => {
    const { organization, client } = await newAdministrator();
    const invite = (email: string) => client.post(path, { email });
    const first = created(await invite("ada@engines.example"));
    const again = await invite("ADA@engines.example");
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ detail: expect.stringContaining("open invitation") });
    expect((await client.post(`${path}/${first.id}/revoke`)).body).toMatchObject({
      state: "revoked",
      can: [{ allowed: false, reason: "The invitation is revoked already." }],
    });
    expect((await client.post(`${path}/${first.id}/revoke`)).status).toBe(409);
    expect((await invite("ada@engines.example")).status).toBe(201);
    const old = await addInvitation(database, organization, {
      email: "old@engines.example",
      expires_at: new Date(Date.now() - 1000),
    });
    expect((await client.get(`${path}/${old}`)).body).toMatchObject({ state: "expired" });
    expect((await client.post(`${path}/${old}/revoke`)).status).toBe(409);
    expect((await invite("old@engines.example")).status).toBe(201);
    expect((await client.get(`${path}/${old}`)).body).toMatchObject({ state: "revoked" });
  });

  it("are one also when sent several times at once", async () => {
    const { client } = await newAdministrator();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => client.post(path, { email: "race@engines.example" })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409, 409]);
  });

  it("invite an owner only by an owner, who alone revokes that", async () => {
    const { organization, client } = await newAdministrator();
    const invitation = { email: "boss@engines.example", role: "owner" };
    expect((await client.post(path, invitation)).status).toBe(403);
    const user = await addUser(database);
    await addMember(database, organization, user, "owner");
    const owner = await app.user(user, { org: organization });
    const { id } = created(await owner.post(path, invitation));
    expect((await client.get(`${path}/${id}`)).body).toMatchObject({ can: [{ allowed: false }] });
    expect((await client.post(`${path}/${id}/revoke`)).status).toBe(403);
    expect((await owner.post(`${path}/${id}/revoke`)).status).toBe(200);
  });

  it("are not revoked once accepted, and are of that organization alone", async () => {
    const { organization, client } = await newAdministrator();
    const other = await newAdministrator();
    const accepted = await addInvitation(database, organization, { accepted_at: new Date() });
    const foreign = await addInvitation(database, other.organization);
    expect((await client.post(`${path}/${accepted}/revoke`)).status).toBe(409);
    expect((await client.post(`${path}/${foreign}/revoke`)).status).toBe(404);
    expect((await client.get(`${path}/${foreign}`)).status).toBe(404);
    expect((await client.get(path)).body).toMatchObject([{ id: accepted, state: "accepted" }]);
  });

  it.each([{}, { email: "nobody" }, { email: "a@b c" }, { email: "a@b.example", role: "king" }])(
    "refuse %j",
    async (body) => {
      const { client } = await newAdministrator();
      expect((await client.post(path, body)).status).toBe(400);
    },
  );
});

describe("organization-invitations: by staff", () => {
  it("are read with the address masked, and leave an event", async () => {
    const organization = await addOrganization(database);
    const email = "secret.person@invited.example";
    const id = await addInvitation(database, organization, { email });
    const support = await app.staff("support");
    const filter = `filter={"organization_id":"${organization}"}`;
    for (const answer of [
      await support.get(`${path}?${filter}`),
      await support.get(`${path}/${id}`),
    ]) {
      expect(answer.text).toContain("s•••@i•••.example");
      expect(answer.text).not.toContain("secret.person");
    }
    expect((await eventsBy(database, support.id)).slice(-2)).toMatchObject([
      { action: "list", resource: "organization-invitations" },
      { action: "show", resource: "organization-invitations" },
    ]);
  });
});
