import { verify } from "@node-rs/argon2";
import { afterAll, describe, expect, it } from "vitest";
import { EnvironmentError } from "../database/environment.ts";
import { createTestDatabase } from "../testing/database.ts";
import { createStaff } from "./create.ts";

const database = await createTestDatabase();
const client = await database.adminPool.connect();
afterAll(async () => {
  client.release();
  await database.drop();
});

const ada = { email: "Ada@example.com", name: "Ada Example", role: "admin" };

describe("createStaff", () => {
  it("makes an account whose password nobody else has, and leaves the event without it", async () => {
    const password = await createStaff(client, ada);
    const { rows } = await client.query<{ role: string; password_hash: string }>(
      "SELECT role, password_hash FROM staff WHERE email = 'Ada@example.com'",
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.role).toBe("admin");
    expect(await verify(rows[0]?.password_hash ?? "", password)).toBe(true);
    const events = await client.query<{ actor_kind: string; text: string }>(
      `SELECT actor_kind, concat(details, pii) AS text
       FROM audit_log WHERE resource = 'staff' AND action = 'create'`,
    );
    expect(events.rows.map(({ actor_kind }) => actor_kind)).toEqual(["database"]);
    expect(events.rows[0]?.text).not.toContain("$argon2id");
  });

  it.each([
    ["an address in use", { ...ada, email: "ADA@example.com" }, /^email: .*already/],
    ["no address", { ...ada, email: undefined }, /^email: /],
    ["an unknown role", { ...ada, role: "root" }, /^role: .*admin/],
    ["an empty name", { ...ada, name: " " }, /^name: /],
  ])("refuses %s", async (_what, given, line) => {
    const refused = createStaff(client, given);
    await expect(refused).rejects.toThrow(EnvironmentError);
    await expect(refused).rejects.toThrow(line);
    expect((await client.query("SELECT FROM staff")).rowCount).toBe(1);
  });
});
