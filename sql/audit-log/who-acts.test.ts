import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { insertEvent } from "./queries.ts";

describe("who an event names", async () => {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  const ada = await insertPerson(database.adminPool, "Ada");
  const bob = await insertPerson(database.adminPool, "Bob");
  afterAll(() => database.drop());

  const record = (role: DatabaseRole, context: CallerContext, values: unknown[]) =>
    inTransaction(api, role, context, (tx) =>
      tx.rows<{ id: string }>("SELECT record_event('ping', $1, $2, $3) AS id", values),
    );
  const asAda = { actor_kind: "user", actor_id: ada.user_id } as const;
  const subjectOf = async (events: { id: string }[]) => {
    const { rows } = await database.adminPool.query<{ subject: string | null }>(
      `SELECT p.real_id AS subject FROM audit_log AS e
       LEFT JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject WHERE e.id = $1`,
      [events[0]?.id],
    );
    return rows[0]?.subject;
  };
  const personOf = async (id: string) => {
    const { rows } = await database.adminPool.query<{ user_id: string | null }>(
      "SELECT user_id FROM audit_pseudonyms WHERE real_id = $1",
      [id],
    );
    return rows[0]?.user_id;
  };

  it.each<[DatabaseRole, "staff" | "user" | "job"]>([
    ["fs_member", "job"],
    ["fs_member", "staff"],
    ["fs_org_admin", "staff"],
    ["fs_support", "user"],
    ["fs_admin", "job"],
    ["none", "job"],
  ])("%s does not act as a %s", async (role, actor_kind) => {
    const attempt = record(role, { actor_kind, actor_id: ada.user_id }, ["users", null, null]);
    await expect(attempt).rejects.toMatchObject({ code: "42501" });
  });

  describe("a colleague acts in their own name", async () => {
    const { rows } = await database.adminPool.query<{ name: string; id: string }>(
      `INSERT INTO staff (email, name, role, password_hash, is_active)
       SELECT n || '@acts.example', n, split_part(n, '-', 1), 'x', n NOT LIKE '%-left'
       FROM unnest(ARRAY['support-sue', 'dpo-dan', 'support-left']) AS n
       RETURNING name, id`,
    );
    const as = (name: string): CallerContext => {
      const id = rows.find((row) => row.name === name)?.id;
      return { actor_kind: "staff", ...(id !== undefined && { actor_id: id }) };
    };

    it.each<[string, CallerContext]>([
      ["one of another role", as("dpo-dan")],
      ["one who left", as("support-left")],
      ["nobody known", { actor_kind: "staff", actor_id: ada.user_id }],
      ["no id", { actor_kind: "staff" }],
      ["nobody at all", {}],
    ])("under a role: not of %s", async (_who, context) => {
      const told = record("fs_support", context, ["users", ada.user_id, ada.user_id]);
      await expect(told).rejects.toMatchObject({ code: "42501" });
      const changed = inTransaction(api, "fs_support", context, (tx) =>
        tx.rows("UPDATE users SET locale = 'de' WHERE id = $1", [ada.user_id]),
      );
      await expect(changed).rejects.toMatchObject({ code: "42501" });
    });

    it("under their role: of themselves", async () => {
      const told = await record("fs_support", as("support-sue"), ["users", null, ada.user_id]);
      expect(await subjectOf(told)).toBe(ada.user_id);
    });

    it("without a role: where a session begins, ends, or somebody is refused", async () => {
      for (const action of ["sign-in", "sign-out", "refused"]) {
        await inTransaction(api, "none", as("dpo-dan"), (tx) =>
          insertEvent(tx, { action, resource: "session" }),
        );
      }
      const told = record("none", as("dpo-dan"), ["users", null, null]);
      await expect(told).rejects.toMatchObject({ code: "42501" });
    });
  });

  it("no colleague edits as the person", async () => {
    const edit = inTransaction(api, "fs_support", asAda, (tx) =>
      tx.rows("UPDATE users SET locale = 'de' WHERE id = $1", [ada.user_id]),
    );
    await expect(edit).rejects.toMatchObject({ code: "42501" });
  });

  it("a member stands in their own history only", async () => {
    const own = await record("fs_member", asAda, ["users", ada.user_id, ada.user_id]);
    expect(await subjectOf(own)).toBe(ada.user_id);
    const foreign = await record("fs_member", asAda, ["users", null, bob.user_id]);
    expect(await subjectOf(foreign)).toBeNull();
    const nameless = await record("fs_member", {}, ["users", null, bob.user_id]);
    expect(await subjectOf(nameless)).toBeNull();
    const refused = await record("none", asAda, ["users", null, bob.user_id]);
    expect(await subjectOf(refused)).toBeNull();
  });

  it("an administrator stands in the history of members too, and in nobody else's", async () => {
    const context = { ...asAda, org_id: ada.organization_id };
    await database.adminPool.query(
      "INSERT INTO organization_members (organization_id, user_id) VALUES ($1, $2)",
      [ada.organization_id, bob.user_id],
    );
    const member = await record("fs_org_admin", context, [
      "organization-members",
      null,
      bob.user_id,
    ]);
    expect(await subjectOf(member)).toBe(bob.user_id);
    const cid = await insertPerson(database.adminPool, "Cid");
    const stranger = await record("fs_org_admin", context, ["users", null, cid.user_id]);
    expect(await subjectOf(stranger)).toBeNull();
  });

  it("a colleague's trace is never bound to a person, nor a row by a member's word", async () => {
    await record("fs_member", asAda, ["users", bob.staff_id, ada.user_id]);
    await record("fs_support", { actor_kind: "staff", actor_id: bob.staff_id }, [
      "users",
      bob.staff_id,
      ada.user_id,
    ]);
    expect(await personOf(bob.staff_id)).toBeNull();
    const foreign = randomUUID();
    await record("fs_member", asAda, ["visions", foreign, ada.user_id]);
    expect(await personOf(foreign)).toBeNull();
  });

  it("what is sealed with an event holds no address, but the owner's word", async () => {
    const details = { note: "ada@example.com called" };
    const event = { action: "ping", resource: "users", details };
    const told = inTransaction(api, "fs_member", asAda, (tx) => insertEvent(tx, event));
    const error: unknown = await told.catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "22023", message: expect.stringContaining("hold no @") });
    expect(JSON.stringify(error)).not.toContain("ada@");
    await inTransaction(database.pool("futuresync_daemon"), "futuresync_owner", {}, (tx) =>
      insertEvent(tx, event),
    );
  });

  it("what does not fit is told without the row", async () => {
    const attempt = record("none", { ticket: "x".repeat(201) }, ["users", null, null]);
    await expect(attempt).rejects.toMatchObject({ code: "22023", detail: undefined });
  });
});
