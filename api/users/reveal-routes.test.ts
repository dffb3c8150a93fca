import { afterAll, describe, expect, it } from "vitest";
import { revealed } from "../contracts/reveals.ts";
import { auditEvent } from "../contracts/audit-log.ts";
import { userDetail } from "../contracts/users.ts";
import { addUser, eventsAbout, eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

const EMAIL = "ada.needle@revealed.example";
const addAda = (fields = {}) =>
  addUser(database, { email: `${crypto.randomUUID()}.${EMAIL}`, ...fields });
const FORM = { field: "email", reason: "Called by telephone", ticket: "T-123", minutes: 2 };
const reveal = (id: string, form: object = FORM) => support.post(`/api/users/${id}/reveal`, form);

describe("users.reveal", () => {
  it("answers the value and its end, and the person's history says who, why and for how long", async () => {
    const id = await addAda();
    const answer = await reveal(id);
    expect(answer.status).toBe(200);
    const { field, value, expires_at } = revealed.parse(answer.body);
    expect({ field, value }).toEqual({ field: "email", value: expect.stringMatching(EMAIL) });
    const left = Date.parse(expires_at) - Date.now();
    expect(left).toBeGreaterThan(60_000);
    expect(left).toBeLessThanOrEqual(120_000);
    expect(answer.headers.get("cache-control")).toBe("no-store");

    const history = await support.get(
      `/api/audit-log?filter=${JSON.stringify({ subject_id: id, action: "reveal" })}`,
    );
    expect(auditEvent.array().parse(history.body)).toMatchObject([
      {
        actor_id: support.id,
        actor_role: "fs_support",
        resource: "users",
        resource_id: id,
        request_id: answer.headers.get("x-request-id"),
        reason: "Called by telephone",
        ticket: "T-123",
        details: { field: "email", minutes: 2 },
      },
    ]);
    expect(history.text).not.toContain(EMAIL);
    expect(app.logs()).not.toContain(EMAIL);
    expect(app.logs()).not.toContain("Called by telephone");
  });

  it("leaves the event also when the answer is lost", async () => {
    const id = await addAda();
    const events = async () => (await eventsAbout(database, id)).map(({ action }) => action);
    await database.adminPool.query("ALTER FUNCTION read_revealed RENAME TO read_revealed_away");
    try {
      const answer = await reveal(id);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain(EMAIL);
    } finally {
      await database.adminPool.query("ALTER FUNCTION read_revealed_away RENAME TO read_revealed");
    }
    expect(await events()).toEqual(["create", "reveal"]);
  });

  it("answers nothing when the event cannot be written", async () => {
    const id = await addAda();
    await database.adminPool.query("ALTER TABLE audit_epochs RENAME TO audit_epochs_away");
    try {
      const answer = await reveal(id);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain(EMAIL);
    } finally {
      await database.adminPool.query("ALTER TABLE audit_epochs_away RENAME TO audit_epochs");
    }
  });

  it("is a conflict when the account was deleted between the two steps", async () => {
    const id = await addAda();
    await database.adminPool.query(
      `CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
         'BEGIN UPDATE users SET deleted_at = now() WHERE id = (NEW.pii ->> ''resource_id'')::uuid;
          RETURN NULL; END';
       CREATE TRIGGER leave AFTER INSERT ON audit_log FOR EACH ROW
         WHEN (NEW.action = 'reveal') EXECUTE FUNCTION leave()`,
    );
    try {
      const answer = await reveal(id);
      expect(answer.status).toBe(409);
      expect(answer.text).not.toContain(EMAIL);
    } finally {
      await database.adminPool.query("DROP FUNCTION leave CASCADE");
    }
    const actions = (await eventsAbout(database, id)).map(({ action }) => action);
    expect(actions).toEqual(["create", "reveal", "update"]);
  });

  it.each([
    ["reason", { field: "email" }],
    ["reason", { field: "email", reason: "  x  " }],
    ["reason", { field: "email", reason: "a\0b and more" }],
    ["field", { field: "password_hash", reason: "curious" }],
    ["ticket", { ...FORM, ticket: "ada@example.com" }],
    ["ticket", { ...FORM, ticket: "Ada-Lovelace" }],
    ["ticket", { ...FORM, ticket: "0049301234567" }],
    ["minutes", { ...FORM, minutes: 0 }],
    ["minutes", { ...FORM, minutes: 31 }],
    ["minutes", { ...FORM, minutes: 1.5 }],
  ])("says that %s is wrong in %o", async (field, form) => {
    const id = await addAda();
    const answer = await reveal(id, form);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: { [field]: expect.any(String) } });
    expect(await eventsAbout(database, id)).toHaveLength(1);
  });

  it("knows no unknown person, and reveals nothing of a deleted one", async () => {
    expect((await reveal("00000000-0000-7000-8000-000000000000")).status).toBe(404);
    const gone = await addAda({ deleted_at: new Date() });
    expect((await reveal(gone)).status).toBe(409);
    const { body } = await support.get(`/api/users/${gone}`);
    expect(userDetail.parse(body).can).toContainEqual({
      verb: "reveal",
      allowed: false,
      reason: "The account is deleted.",
    });
  });

  it("is refused to whom it is not for, and that is written down", async () => {
    const id = await addAda();
    const admin = await app.staff("admin");
    expect((await admin.post(`/api/users/${id}/reveal`, FORM)).status).toBe(403);
    expect((await eventsBy(database, admin.id)).at(-1)).toMatchObject({
      action: "refused",
      details: { verb: "reveal" },
    });
    // The database by itself, when the table of permissions lets through.
    await database.adminPool.query(
      "INSERT INTO staff_permissions (role, resource, verb) VALUES ('admin', 'users', 'reveal')",
    );
    await expect
      .poll(async () => (await admin.post(`/api/users/${id}/reveal`, FORM)).body)
      .toMatchObject({ status: 403, detail: "Your role may not do this." });
    const own = await app.user(id);
    expect((await own.post(`/api/users/${id}/reveal`, FORM)).status).toBe(403);
  });

  it("does not make the address editable: changed it is a 400 also while it is revealed", async () => {
    const id = await addAda();
    const { value } = revealed.parse((await reveal(id)).body);
    const headers = { "If-Match": '"1"' };
    for (const email of [value, "new@address.example"]) {
      const answer = await support.put(`/api/users/${id}`, { email }, { headers });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: { email: expect.any(String) } });
    }
  });
});
