import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "./database.ts";

describe("createTestDatabase", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  it("gives a migrated database of its own", async () => {
    const { rows } = await database.adminPool.query<{ database: string; migrations: boolean }>(
      `SELECT current_database() AS database, count(*) > 0 AS migrations FROM schema_migrations`,
    );
    expect(rows[0]?.database).toMatch(/^test_/);
    expect(rows[0]?.migrations).toBe(true);
  });

  it("lets the logins in with no rights of their own", async () => {
    const { rows } = await database
      .pool("futuresync_api")
      .query<{ name: string; superuser: boolean }>(
        "SELECT rolname AS name, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user",
      );
    expect(rows).toEqual([{ name: "futuresync_api", superuser: false }]);
  });

  it("names a connection that was left open", async () => {
    const leaky = await createTestDatabase();
    const client = await leaky.pool("futuresync_daemon").connect();
    // The drop cuts the connection: the pool must not report that as an error of its own.
    client.on("error", () => undefined);
    await client.query("SELECT 'left open'");
    await expect(leaky.drop()).rejects.toThrow("left open");
    client.release(true);
  });
});
