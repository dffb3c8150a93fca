import { afterAll, describe, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole, Row } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

const REFUSED = { code: "42501" };

describe("staff", async () => {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  const ada = await insertPerson(database.adminPool, "Ada");
  const colleague = await insertPerson(database.adminPool, "Colleague");
  afterAll(() => database.drop());

  const context = { actor_kind: "staff", actor_id: colleague.staff_id } as const;
  const as = (role: DatabaseRole, text: string, values: unknown[] = [], more: CallerContext = {}) =>
    inTransaction(api, role, { ...context, ...more }, (tx) => tx.rows<Row>(text, values));

  it.each(["fs_support", "fs_compliance", "fs_dpo", "fs_admin"] as const)(
    "%s sees people with masked addresses only",
    async (role) => {
      const seen = await as(role, "SELECT email, name FROM masked_users WHERE id = $1", [
        ada.user_id,
      ]);
      expect(seen).toEqual([{ email: "A•••@A•••.example", name: "Ada" }]);
    },
  );

  it.each(["fs_support", "fs_compliance", "fs_dpo", "fs_sre", "fs_auditor", "fs_admin"] as const)(
    "%s cannot read an address or a password where they lie",
    async (role) => {
      for (const text of [
        "SELECT email FROM users",
        "SELECT password_hash FROM users",
        "SELECT 1 FROM users WHERE email LIKE 'a%'",
        "SELECT u FROM users AS u",
        "SELECT email FROM staff",
        "SELECT password_hash FROM staff",
        "SELECT token_hash FROM staff_sessions",
        "SELECT pii FROM audit_log",
        "SELECT title FROM visions",
        "SELECT 1 FROM daily_actions WHERE title LIKE 'a%'",
        "SELECT * FROM matching_visions(NULL, 'a')",
        "SELECT * FROM matching_daily_actions(NULL, 'a', '-infinity', 'infinity')",
        "SELECT * FROM throttle",
        "SELECT * FROM staff_credentials('Ada@staff.example')",
        "SELECT * FROM staff_by_session('\\x00')",
      ]) {
        const outcome = await as(role, text).then(() => "answered", sqlState);
        expect({ text, outcome }).toEqual({ text, outcome: "42501" });
      }
    },
  );

  it("fs_support edits a profile and suspends, and cannot change what identifies", async () => {
    const edited = await as(
      "fs_support",
      "UPDATE users SET display_name = 'A.' WHERE id = $1 AND version = 1 RETURNING version",
      [ada.user_id],
    );
    expect(edited).toEqual([{ version: 2 }]);
    const suspended = await as(
      "fs_support",
      `UPDATE users SET is_active = false, suspension_reason = 'abuse', suspended_at = now()
       WHERE id = $1 RETURNING is_active`,
      [ada.user_id],
    );
    expect(suspended).toEqual([{ is_active: false }]);
    for (const column of ["email", "password_hash", "role", "deleted_at"]) {
      await expect(as("fs_support", `UPDATE users SET ${column} = NULL`)).rejects.toMatchObject(
        REFUSED,
      );
    }
  });

  it.each(["fs_compliance", "fs_dpo", "fs_sre", "fs_auditor", "fs_admin"] as const)(
    "%s edits no user",
    async (role) => {
      await expect(as(role, "UPDATE users SET display_name = 'x'")).rejects.toMatchObject(REFUSED);
    },
  );

  it("nobody edits the deleted", async () => {
    const gone = await insertPerson(database.adminPool, "Gone");
    await database.adminPool.query("UPDATE users SET deleted_at = now() WHERE id = $1", [
      gone.user_id,
    ]);
    const text = "UPDATE users SET display_name = 'x' WHERE id = $1 RETURNING id";
    expect(await as("fs_support", text, [gone.user_id])).toEqual([]);
  });

  it("a request is filed in one's own name and as received only", async () => {
    const file = (createdBy: string, extra = "") =>
      as(
        "fs_support",
        `INSERT INTO gdpr_requests (user_id, type, channel, created_by_staff${extra && ", state"})
         VALUES ($1, 'access', 'console', $2${extra}) RETURNING state`,
        [ada.user_id, createdBy],
      );
    expect(await file(colleague.staff_id)).toEqual([{ state: "received" }]);
    await expect(file(ada.staff_id)).rejects.toMatchObject(REFUSED);
    await expect(file(colleague.staff_id, ", 'completed'")).rejects.toMatchObject(REFUSED);
  });

  it("no staff role moves a request or an export", async () => {
    for (const role of ["fs_support", "fs_compliance", "fs_dpo", "fs_auditor"] as const) {
      await expect(as(role, "UPDATE gdpr_requests SET state = 'executing'")).rejects.toMatchObject(
        REFUSED,
      );
      await expect(as(role, "UPDATE gdpr_exports SET status = 'ready'")).rejects.toMatchObject(
        REFUSED,
      );
    }
  });

  it("the worker lifts a suspension and imposes none", async () => {
    const daemon = database.pool("futuresync_daemon");
    const asWorker = (text: string, values: unknown[]) =>
      inTransaction(daemon, "fs_worker", { actor_kind: "job" }, (tx) => tx.rows(text, values));
    const lifted = await asWorker(
      `UPDATE users SET is_active = true, suspension_reason = NULL, suspended_at = NULL,
         suspended_until = NULL
       WHERE id = $1 RETURNING is_active`,
      [ada.user_id],
    );
    expect(lifted).toEqual([{ is_active: true }]);
    const suspend = `UPDATE users SET is_active = false, suspension_reason = 'x', suspended_at = now()
       WHERE id = $1 RETURNING id`;
    expect(await asWorker(suspend, [ada.user_id])).toEqual([]);
  });
});
