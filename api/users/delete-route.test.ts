import { afterAll, describe, expect, it } from "vitest";
import { gdprRequest } from "../contracts/gdpr-requests.ts";
import type { StaffRole } from "../contracts/session.ts";
import { userDetail } from "../contracts/users.ts";
import { addMember, addOrganization, addUser, eventsAbout } from "../testing/people.ts";
import type { Answer } from "../testing/clients.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

const now = () => Math.floor(Date.now() / 1000);
const requestOf = (answer: Answer) => gdprRequest.parse(answer.body);

/** Somebody who signed in a moment ago, with a session of the app. */
async function newUser(fields: Record<string, unknown> = {}) {
  const id = await addUser(database, fields);
  await database.adminPool.query(
    `INSERT INTO user_sessions (user_id, token_hash, expires_at)
     VALUES ($1, sha256($2), now() + interval '1 day')`,
    [id, Buffer.from(id)],
  );
  const client = await app.user(id, { auth_time: now() });
  const path = `/api/users/${id}`;
  return {
    id,
    path,
    client,
    remove: (headers: Record<string, string> = {}) => client.delete(path, { headers }),
    withdraw: (requestId: string) => client.post(`/api/gdpr-requests/${requestId}/withdraw`),
  };
}

/** What the tables say of the account, as a superuser sees it. */
async function stateOf(userId: string) {
  const { rows } = await database.adminPool.query<Record<string, unknown>>(
    `SELECT deleted_at IS NOT NULL AS deleted, email_reserved, is_active,
       (SELECT count(*)::int FROM user_sessions AS s
        WHERE s.user_id = u.id AND s.revoked_at IS NULL) AS sessions,
       (SELECT count(*)::int FROM gdpr_requests AS r
        WHERE r.user_id = u.id AND r.state = 'received') AS open
     FROM users AS u WHERE id = $1`,
    [userId],
  );
  return rows[0];
}

const LIVING = { deleted: false, email_reserved: false, open: 0 };
const DELETED = { deleted: true, email_reserved: true, sessions: 0, open: 1 };

describe("users.delete: by the person", () => {
  it("deletes softly, ends the sessions and answers the erasure request, with its events", async () => {
    const user = await newUser();
    const answer = await user.remove();
    expect(answer.status).toBe(202);
    expect(requestOf(answer)).toMatchObject({
      user_id: user.id,
      type: "erasure",
      channel: "token",
      state: "received",
      created_by: null,
      export: null,
      can: [
        { verb: "download", allowed: false },
        { verb: "withdraw", allowed: true, reason: null },
      ],
    });
    expect(await stateOf(user.id)).toMatchObject(DELETED);
    const events = await eventsAbout(database, user.id);
    expect(events.slice(-2)).toMatchObject([
      {
        action: "update",
        resource: "users",
        details: { columns: ["deleted_at", "email_reserved"] },
      },
      { action: "create", resource: "gdpr-requests" },
    ]);
    const shown = await support.get(`/api/gdpr-requests/${requestOf(answer).id}`);
    expect(shown.body).toMatchObject({ type: "erasure", state: "received", created_by: null });
  });

  it.each([
    ["says no time of sign-in", {}],
    ["signed in six minutes ago", { auth_time: now() - 360 }],
    ["signs in tomorrow", { auth_time: now() + 86_400 }],
  ])("asks for a fresh sign-in when the token %s (RFC 9470)", async (_name, claims) => {
    const id = await addUser(database);
    const answer = await (await app.user(id, claims)).delete(`/api/users/${id}`);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining("sign in again") });
    expect(answer.headers.get("www-authenticate")).toMatch(
      /^Bearer .*error="insufficient_user_authentication".*max_age="300"$/,
    );
    expect(await stateOf(id)).toMatchObject(LIVING);
  });

  it("answers the open request when asked again, also at once and by the version of before", async () => {
    const user = await newUser();
    const at = { "If-Match": '"1"' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => user.remove()));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    answers.push(await user.remove(at));
    expect(new Set(answers.map((answer) => requestOf(answer).id)).size).toBe(1);
    expect(await stateOf(user.id)).toMatchObject(DELETED);
  });

  it("counts If-Match when sent", async () => {
    const user = await newUser();
    expect((await user.remove({ "If-Match": '"7"' })).status).toBe(412);
    expect(await stateOf(user.id)).toMatchObject(LIVING);
  });

  it("is refused for anybody else, and once the account is deleted in another way", async () => {
    const user = await newUser();
    const other = await addUser(database);
    expect((await user.client.delete(`/api/users/${other}`)).status).toBe(403);
    const gone = await newUser({ deleted_at: new Date() });
    expect((await gone.remove()).status).toBe(409);
    expect(await stateOf(gone.id)).toMatchObject({ email_reserved: false, open: 0 });
  });

  it("is a 409 by staff that points to gdpr-requests", async () => {
    const user = await newUser();
    const roles: StaffRole[] = ["support", "compliance", "dpo", "sre", "auditor", "admin"];
    for (const role of roles) {
      const answer = await (await app.staff(role)).delete(user.path);
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining("/api/gdpr-requests") });
    }
    expect(await stateOf(user.id)).toMatchObject(LIVING);
  });
});

describe("users.delete: what a deleted person's token may do", () => {
  it("reads what is theirs until it is erased, and changes nothing but the deletion itself", async () => {
    const user = await newUser();
    const { id } = requestOf(await user.remove());
    const shown = userDetail.parse((await user.client.get(user.path)).body);
    expect(shown.deleted_at).not.toBeNull();
    expect(shown.can.every(({ allowed }) => !allowed)).toBe(true);
    expect((await user.client.get("/api/gdpr-requests")).body).toMatchObject([{ id }]);
    expect((await user.client.get(`/api/gdpr-requests/${id}`)).body).toMatchObject({ id });
    expect((await user.client.post(`${user.path}/export`)).status).toBe(202);
    const consents = { marketing: { granted: false, document_version: "1" } };
    for (const form of [{ name: "New" }, { consents }]) {
      expect((await user.client.put(user.path, form)).status).toBe(409);
    }
    const other = await newUser();
    expect((await other.client.get(`/api/gdpr-requests/${id}`)).status).toBe(404);
    expect((await other.withdraw(id)).status).toBe(404);
  });

  it("keeps the e-mail address from everybody else, in any spelling, until it is withdrawn", async () => {
    const user = await newUser({ email: "kept@address.example" });
    const { id } = requestOf(await user.remove());
    const taken = () => addUser(database, { email: "KEPT@address.example" });
    await expect(taken()).rejects.toMatchObject({ constraint: "users_email_taken_key" });
    expect((await user.withdraw(id)).status).toBe(200);
    await expect(taken()).rejects.toMatchObject({ constraint: "users_email_taken_key" });
    await database.adminPool.query("UPDATE users SET deleted_at = now() WHERE id = $1", [user.id]);
    await taken();
  });
});

describe("gdpr-requests.withdraw", () => {
  it("restores the account as it was, but for the sessions", async () => {
    const until = "2099-01-01T00:00:00Z";
    const user = await newUser({
      is_active: false,
      suspension_reason: "spam",
      suspended_at: new Date(),
      suspended_until: until,
    });
    const organization = await addOrganization(database);
    await addMember(database, organization, user.id, "owner");
    const before = userDetail.parse((await user.client.get(user.path)).body);
    const { id } = requestOf(await user.remove());
    const answer = await user.withdraw(id);
    expect(requestOf(answer)).toMatchObject({
      state: "withdrawn",
      can: [{}, { verb: "withdraw", allowed: false, reason: "The request is withdrawn already." }],
    });
    const after = userDetail.parse((await user.client.get(user.path)).body);
    const { version: _version, updated_at: _updated, ...same } = before;
    expect(after).toMatchObject(same);
    expect(await stateOf(user.id)).toMatchObject({ ...LIVING, is_active: false, sessions: 0 });
    expect((await support.get(`/api/gdpr-requests/${id}`)).body).toMatchObject({
      state: "withdrawn",
    });
  });

  it("is done once; a later deletion is a request of its own", async () => {
    const user = await newUser();
    const first = requestOf(await user.remove()).id;
    expect((await user.withdraw(first)).status).toBe(200);
    expect((await user.withdraw(first)).status).toBe(409);
    const second = requestOf(await user.remove()).id;
    expect(second).not.toBe(first);
    expect((await user.withdraw(first)).status).toBe(409);
    expect(await stateOf(user.id)).toMatchObject(DELETED);
  });

  it("is for erasures, and for the person", async () => {
    const user = await newUser();
    const access = await user.client.post("/api/gdpr-requests", {
      user_id: user.id,
      type: "access",
    });
    expect((await user.withdraw(requestOf(access).id)).status).toBe(409);
    const { id } = requestOf(await user.remove());
    for (const role of ["compliance", "dpo"] as const) {
      const colleague = await app.staff(role);
      expect((await colleague.post(`/api/gdpr-requests/${id}/withdraw`)).status).toBe(403);
      const shown = requestOf(await colleague.get(`/api/gdpr-requests/${id}`));
      expect(shown.can).toContainEqual({
        verb: "withdraw",
        allowed: false,
        reason: "The person withdraws it, with a token of their own.",
      });
    }
    expect(
      (await user.client.post("/api/gdpr-requests", { user_id: user.id, type: "erasure" })).status,
    ).toBe(400);
  });

  it("leaves account and request of one mind when deletion and withdrawal cross", async () => {
    const user = await newUser();
    for (let round = 0; round < 8; round++) {
      const { id } = requestOf(await user.remove());
      const answers = await Promise.all([
        user.withdraw(id),
        user.remove(),
        user.withdraw(id),
        user.remove(),
      ]);
      const withdrawals = [answers[0], answers[2]].map((answer) => answer?.status);
      expect(withdrawals).toEqual(expect.arrayContaining([200, 409]));
      expect([answers[1]?.status, answers[3]?.status]).toEqual([202, 202]);
      const state = await stateOf(user.id);
      expect(state).toMatchObject(state?.["deleted"] === true ? DELETED : LIVING);
    }
  });
});
