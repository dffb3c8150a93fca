import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createPool } from "./pool.ts";

const database = await createTestDatabase();
const pool = createPool(database.settings("futuresync_api"), {
  applicationName: "test-pool",
  onError: () => undefined,
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it("asks the kernel whether the server is there, gives up waiting, and lets connections grow no older than half an hour", () => {
  expect(pool.options).toMatchObject({
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1_800,
  });
});

it("is named, and survives the loss of a connection in use", async () => {
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number; name: string }>(
    "SELECT pg_backend_pid() AS pid, current_setting('application_name') AS name",
  );
  expect(rows[0]?.name).toBe("test-pool");
  await database.adminPool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await expect(client.query("SELECT 1")).rejects.toBeInstanceOf(Error);
  client.release(true);
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
