import { createHash, randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

describe("sign-in functions", async () => {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  const { staff_id } = await insertPerson(database.adminPool, "Ada");
  afterAll(() => database.drop());

  const open = async (token: string, hours = 8, staff = staff_id) =>
    api.query(
      "SELECT open_staff_session($1, $2, now() + make_interval(hours => $3), $4, $5) AS id",
      [staff, hashOf(token), hours, "203.0.113.9", "a".repeat(600)],
    );
  const whose = async (token: string) =>
    (
      await api.query<{ id: string }>("SELECT id FROM staff_by_session($1)", [hashOf(token)])
    ).rows.map(({ id }) => id);

  const close = async (token: string) =>
    (await api.query("SELECT close_staff_session($1) AS closed", [hashOf(token)])).rows;
  /** Last seen `ago`, used now: is that noted? */
  const noted = async (token: string, ago: string) => {
    await database.adminPool.query(
      "UPDATE staff_sessions SET last_seen_at = now() - $2::interval WHERE token_hash = $1",
      [hashOf(token), ago],
    );
    await whose(token);
    const { rows } = await database.adminPool.query<{ fresh: boolean }>(
      "SELECT last_seen_at > now() - interval '5 seconds' AS fresh FROM staff_sessions WHERE token_hash = $1",
      [hashOf(token)],
    );
    return rows[0]?.fresh;
  };

  it("find the credentials whatever the address's letters' case", async () => {
    const { rows } = await api.query(
      "SELECT id, password_hash, role, is_active FROM staff_credentials('ADA@staff.EXAMPLE')",
    );
    expect(rows).toEqual([
      { id: staff_id, password_hash: "hash of Ada", role: "support", is_active: true },
    ]);
  });

  it("open a session, tell whose it is, and close it once", async () => {
    await open("first");
    expect(await whose("first")).toEqual([staff_id]);
    expect(await close("first")).toEqual([{ closed: true }]);
    expect(await close("first")).toEqual([{ closed: false }]);
    expect(await whose("first")).toEqual([]);
    expect(await whose("never opened")).toEqual([]);
  });

  it("know no session that is over", async () => {
    await open("short");
    await database.adminPool.query(
      `UPDATE staff_sessions
       SET created_at = now() - interval '9 hours', expires_at = now() - interval '1 second'
       WHERE token_hash = $1`,
      [hashOf("short")],
    );
    expect(await whose("short")).toEqual([]);
  });

  it("note that a session is used once a minute at most", async () => {
    await open("used");
    expect(await noted("used", "50 seconds")).toBe(false);
    expect(await noted("used", "70 seconds")).toBe(true);
  });

  it("shut out at once a colleague who was disabled", async () => {
    await open("disabled");
    await database.adminPool.query("UPDATE staff SET is_active = false WHERE id = $1", [staff_id]);
    expect(await whose("disabled")).toEqual([]);
    await expect(open("again")).rejects.toMatchObject({ code: "42501" });
    await expect(open("nobody", 8, randomUUID())).rejects.toMatchObject({ code: "42501" });
    await database.adminPool.query("UPDATE staff SET is_active = true WHERE id = $1", [staff_id]);
  });

  it("are the API's alone", async () => {
    await expect(
      database.pool("futuresync_daemon").query("SELECT * FROM staff_credentials('x@y.example')"),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(api.query("SELECT password_hash FROM staff")).rejects.toMatchObject({
      code: "42501",
    });
  });

  it("a sign-in makes no edit of the account", async () => {
    await open("another");
    const { rows } = await database.adminPool.query(
      "SELECT version, last_login IS NOT NULL AS noted FROM staff WHERE id = $1",
      [staff_id],
    );
    // Two edits by this file's disabling and enabling.
    expect(rows).toEqual([{ version: 3, noted: true }]);
  });
});
