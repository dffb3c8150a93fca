import { afterAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole, Transaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

describe("the app's users", async () => {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  const ada = await insertPerson(database.adminPool, "Ada");
  const bob = await insertPerson(database.adminPool, "Bob");
  afterAll(() => database.drop());

  const asAda = <T>(work: (tx: Transaction) => Promise<T>) =>
    inTransaction(api, "fs_member", { actor_kind: "user", actor_id: ada.user_id }, work);
  const asOrganizationOfAda = <T>(work: (tx: Transaction) => Promise<T>) =>
    inTransaction(
      api,
      "fs_org_admin",
      { actor_kind: "user", actor_id: ada.user_id, org_id: ada.organization_id },
      work,
    );

  const eraseAs = (context: CallerContext) =>
    inTransaction(api, "fs_member", context, (tx) =>
      tx.rows<{ id: string | null }>("SELECT file_own_erasure() AS id"),
    );

  /** The tables and views of which the role may read at least a column. */
  async function readableTables(role: DatabaseRole): Promise<string[]> {
    const { rows } = await database.adminPool.query<{ relname: string }>(
      `SELECT relname FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
         AND has_any_column_privilege($1, oid, 'SELECT')
       ORDER BY relname`,
      [role],
    );
    return rows.map(({ relname }) => relname);
  }

  it("read what the API offers them, and no other table", async () => {
    expect(await readableTables("fs_member")).toEqual([
      "daily_actions",
      "gdpr_exports",
      "gdpr_requests",
      "organization_members",
      "organizations",
      "subscriptions",
      "user_consents",
      "user_notification_preferences",
      "user_progress",
      "users",
      "visions",
    ]);
    expect(await readableTables("fs_org_admin")).toEqual([
      "organization_invitations",
      "organization_member_names",
      "organization_members",
      "organizations",
      "team_members",
      "teams",
    ]);
  });

  it("edit themselves and nobody else", async () => {
    const edited = await asAda((tx) =>
      tx.rows("UPDATE users SET display_name = 'A.' WHERE id = ANY ($1) RETURNING id, version", [
        [ada.user_id, bob.user_id],
      ]),
    );
    expect(edited).toEqual([{ id: ada.user_id, version: 2 }]);
  });

  it("do not edit themselves while suspended", async () => {
    await database.adminPool.query(
      `UPDATE users SET is_active = false, suspension_reason = 'test', suspended_at = now()
       WHERE id = $1`,
      [bob.user_id],
    );
    const edited = await inTransaction(
      api,
      "fs_member",
      { actor_kind: "user", actor_id: bob.user_id },
      (tx) => tx.rows("UPDATE users SET display_name = 'B.' RETURNING id"),
    );
    expect(edited).toEqual([]);
  });

  it.each(["email = 'x@y.example'", "role = 'admin'", "is_active = true", "id = uuidv7()"])(
    "cannot set %s",
    async (assignment) => {
      await expect(asAda((tx) => tx.rows(`UPDATE users SET ${assignment}`))).rejects.toMatchObject({
        code: "42501",
      });
    },
  );

  it("answer for themselves, now, and take back a consent once", async () => {
    const withdraw = (at: string, where = "true") =>
      asAda((tx) =>
        tx.rows(`UPDATE user_consents SET withdrawn_at = ${at} WHERE ${where} RETURNING id`),
      );
    await expect(withdraw("now() - interval '1 day'")).rejects.toMatchObject({ code: "42501" });
    expect(await withdraw("now()")).toHaveLength(1);
    expect(await withdraw("now()")).toEqual([]);
    const grant = "INSERT INTO user_consents (user_id, purpose, document_version, granted";
    const values = [ada.user_id, "analytics", "1", true];
    await asAda((tx) => tx.rows(`${grant}) VALUES ($1, $2, $3, $4)`, values));
    await expect(
      asAda((tx) => tx.rows(`${grant}, granted_at) VALUES ($1, $2, $3, $4, now())`, values)),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(
      asAda((tx) => tx.rows("DELETE FROM user_consents WHERE user_id = $1", [ada.user_id])),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("delete and restore themselves and nobody else, whatever is asked", async () => {
    expect(await eraseAs({})).toEqual([{ id: null }]);
    const eve = await insertPerson(database.adminPool, "Eve");
    const [filed] = await eraseAs({ actor_kind: "user", actor_id: eve.user_id });
    const withdraw = "SELECT withdraw_own_erasure($1) AS done";
    expect(await asAda((tx) => tx.rows(withdraw, [filed?.id]))).toEqual([{ done: false }]);
    const { rows } = await database.adminPool.query<{ id: string }>(
      "SELECT id FROM users WHERE deleted_at IS NOT NULL",
    );
    expect(rows).toEqual([{ id: eve.user_id }]);
    await expect(
      asOrganizationOfAda((tx) => tx.rows("SELECT file_own_erasure()")),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("file requests for themselves only, and only as received", async () => {
    const file = (columns: string, values: unknown[]) =>
      asAda((tx) =>
        tx.rows(
          `INSERT INTO gdpr_requests (${columns})
           VALUES (${values.map((_, i) => `$${i + 1}`).join(", ")}) RETURNING state`,
          values,
        ),
      );
    const columns = "user_id, type, channel";
    expect(await file(columns, [ada.user_id, "access", "token"])).toEqual([{ state: "received" }]);
    for (const [whose, type] of [
      [bob.user_id, "access"],
      // Not by its row alone: the account goes with it.
      [ada.user_id, "erasure"],
    ]) {
      await expect(file(columns, [whose, type, "token"])).rejects.toMatchObject({ code: "42501" });
    }
    await expect(
      file(`${columns}, state`, [ada.user_id, "access", "token", "completed"]),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(
      asAda((tx) =>
        tx.rows("INSERT INTO gdpr_exports (request_id, user_id) VALUES ($1, $2)", [
          bob.request_id,
          bob.user_id,
        ]),
      ),
    ).rejects.toMatchObject({ code: "42501" });
  });
});
