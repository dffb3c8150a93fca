import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";

const newUser = (name: string) =>
  `INSERT INTO users (email, name) VALUES ('${name}@load.example', 'Load')`;
const newStaff = (name: string) =>
  `INSERT INTO staff (email, name, role, password_hash) VALUES ('${name}@load.example', 'L', 'sre', 'x')`;
const ownLoad = (action: string, resource: string, details: string) =>
  `SELECT set_config('app.bulk_load', record_event('${action}', '${resource}', NULL, NULL, '${details}')::text, true)`;

describe("a bulk load", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  type Event = { action: string; resource: string; actor_role: string; details: object };
  let mark = 0;
  beforeEach(async () => {
    const { rows } = await database.adminPool.query<{ last: number }>(
      "SELECT coalesce(max(seq), 0) AS last FROM audit_log",
    );
    mark = rows[0]?.last ?? 0;
  });
  /** The events of this test, in order. */
  const events = async (): Promise<Event[]> => {
    const { rows } = await database.adminPool.query<Event>(
      "SELECT action, resource, actor_role, details FROM audit_log WHERE seq > $1 ORDER BY seq",
      [mark],
    );
    return rows;
  };
  const told = async () => (await events()).map(({ action, resource }) => `${action} ${resource}`);
  /** As in psql: one transaction of the administrator who took the owner's role. */
  const load = async (...statements: string[]): Promise<void> => {
    const client = await database.adminPool.connect();
    try {
      for (const statement of ["SET ROLE futuresync_owner", "BEGIN", ...statements, "COMMIT"]) {
        await client.query(statement);
      }
    } finally {
      await client.query("ROLLBACK; RESET ROLE");
      client.release();
    }
  };
  it("is one event for the owner, and none is spared for anybody else", async () => {
    await load("SET LOCAL app.bulk_load = 'on'", newUser("one"), newUser("two"));
    expect(await told()).toEqual(["bulk-load users"]);
    // The daemon may become the owner, but the worker's role may not, and it is the role that counts.
    await database.adminPool.query(
      `UPDATE users SET is_active = false, suspension_reason = 'x', suspended_at = now()
       WHERE email = 'one@load.example'`,
    );
    await inTransaction(database.pool("futuresync_daemon"), "fs_worker", {}, async (tx) => {
      await tx.rows("SELECT set_config('app.bulk_load', 'on', true)");
      await tx.rows(
        `UPDATE users SET is_active = true, suspension_reason = NULL, suspended_at = NULL
         WHERE email = 'one@load.example'`,
      );
    });
    expect((await events()).map(({ actor_role }) => actor_role)).toEqual([
      "futuresync_owner",
      "postgres",
      "fs_worker",
    ]);
  });

  it("is told table by table, and by transaction", async () => {
    const on = "SET LOCAL app.bulk_load = 'on'";
    await load(on, newUser("a"), newStaff("a"), newUser("b"));
    await load(on, newStaff("b"));
    expect(await told()).toEqual(["bulk-load users", "bulk-load staff", "bulk-load staff"]);
    expect((await events())[0]?.details).toEqual({ first: "insert", login: "postgres" });
  });

  it("is told again when the telling was rolled back", async () => {
    await load(
      "SET LOCAL app.bulk_load = 'on'",
      "SAVEPOINT s",
      newUser("c"),
      "ROLLBACK TO s",
      newUser("d"),
    );
    expect(await told()).toEqual(["bulk-load users"]);
  });

  it("is told by the loader's own event, for the tables that it names", async () => {
    await load(ownLoad("bulk-load", "users", "{}"), newUser("e"), newStaff("e"));
    await load(ownLoad("bulk-delete", "seeds", '{"resources": ["users"]}'), newUser("f"));
    await load(ownLoad("show", "users", "{}"), newUser("g"), newUser("h"));
    expect(await told()).toEqual([
      "bulk-load users",
      "bulk-load staff",
      "bulk-delete seeds",
      "show users",
      "bulk-load users",
    ]);
  });

  it("is not hidden by a marker that the session forged", async () => {
    await load("SET LOCAL app.bulk_load = 'on'", newStaff("i"));
    const earlier = (
      await database.adminPool.query<{ id: string }>(
        "SELECT id FROM audit_log WHERE action = 'bulk-load' AND resource = 'staff' ORDER BY seq DESC LIMIT 1",
      )
    ).rows[0]?.id;
    for (const forged of [
      earlier,
      "01a20546-0000-7000-8000-000000000001",
      "-".repeat(36),
      "told",
    ]) {
      const before = (await events()).length;
      // For the session, and not for the transaction alone.
      await load(
        `SET app.bulk_load_staff = '${forged}'; SET LOCAL app.bulk_load = 'on'`,
        newStaff(`x${before}`),
      );
      await load(
        `RESET app.bulk_load_staff; SET LOCAL app.bulk_load = '${forged}'`,
        newStaff(`y${before}`),
      );
      expect(await events()).toHaveLength(before + 2);
    }
  });
});
