import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

describe("a plan that somebody has the server print", async () => {
  const database = await createTestDatabase();
  const { adminPool } = database;
  const ada = await insertPerson(adminPool, "Ada");
  const secret = "needle@in.the.plan.example";
  await adminPool.query("UPDATE users SET email = $2, password_hash = $3 WHERE id = $1", [
    ada.user_id,
    secret,
    `hash ${secret}`,
  ]);
  afterAll(() => database.drop());

  /** Constants stand in a plan byte by byte, `[ 110 101 101 … ]`, broken into lines anywhere. */
  const bytes = [...Buffer.from(secret)].join("");
  const held = () => notices.replaceAll(/\s/g, "").includes(bytes);
  let notices = "";
  beforeEach(() => {
    notices = "";
  });

  const hear = ({
    message,
    detail,
  }: {
    message?: string | undefined;
    detail?: string | undefined;
  }) => {
    notices += `${message}\n${detail}\n`;
  };

  /** Runs as a colleague who has all that may be set set, and rolls back: no event is left. */
  async function spy(role: string, text: string, before?: string): Promise<void> {
    const client = await adminPool.connect();
    client.on("notice", hear);
    try {
      await client.query("BEGIN");
      if (before !== undefined) await client.query(before);
      await client.query(
        `SELECT set_config('role', $1, true), set_config('app.actor_kind', 'staff', true),
           set_config('app.actor_id', $2, true), set_config('app.subject_id', $3, true),
           set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('debug_print_parse', 'on', true),
           set_config('debug_print_rewritten', 'on', true),
           set_config('debug_print_plan', 'on', true),
           set_config('client_min_messages', 'debug1', true)`,
        [role, ada.staff_id, ada.user_id],
      );
      await client.query(text);
    } finally {
      await client.query("ROLLBACK");
      client.off("notice", hear);
      client.release();
    }
  }

  const EDIT = `UPDATE users SET locale = 'de' WHERE id = '${ada.user_id}'`;
  const HISTORY =
    "SELECT changes FROM readable_audit_log WHERE action = 'update' AND resource = 'users'";

  it("holds nothing of a row that a colleague changes", async () => {
    await spy("fs_support", EDIT);
    expect(notices.includes("plan:")).toBe(true);
    expect(held()).toBe(false);
  });

  it.each(["fs_support", "fs_compliance", "fs_auditor"])(
    "holds nothing of a history that %s reads masked",
    async (role) => {
      await spy(role, HISTORY);
      expect(notices.includes("plan:")).toBe(true);
      expect(held()).toBe(false);
    },
  );

  it("would hold it, were the functions not told to print none", async () => {
    await spy(
      "fs_support",
      EDIT,
      "ALTER FUNCTION audit_row_change() RESET debug_print_plan; ALTER FUNCTION append_audit_event(text, text, uuid, uuid, jsonb, jsonb) RESET debug_print_plan",
    );
    expect(held()).toBe(true);
  });
});
