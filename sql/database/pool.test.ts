import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createPool } from "./pool.ts";
import { withClient } from "./with-client.ts";

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

it("looks for names where it says itself, whatever the database or the role was given", async () => {
  const { database: name } = database.settings("admin");
  const decoy = "CREATE FUNCTION decoy.version() RETURNS text LANGUAGE sql AS $$ SELECT 'decoy' $$";
  await database.adminPool.query(
    `CREATE SCHEMA decoy; ${decoy}; CREATE VIEW decoy.installation AS SELECT 'decoy' AS id;
     GRANT USAGE ON SCHEMA decoy TO PUBLIC; GRANT SELECT ON decoy.installation TO PUBLIC`,
  );
  const path = "search_path = decoy, pg_catalog, public";
  await database.adminPool.query(
    `ALTER DATABASE ${name} SET ${path}; ALTER ROLE futuresync_api IN DATABASE ${name} SET ${path}`,
  );
  const read = `SELECT version() LIKE 'PostgreSQL %' AS own, to_regclass('installation') = 'public.installation'::regclass AS ours`;
  const fresh = new pg.Client(database.settings("futuresync_api"));
  await fresh.connect();
  // Else the setting would do nothing here.
  expect((await fresh.query(read)).rows).toEqual([{ own: false, ours: false }]);
  await fresh.end();
  const late = createPool(database.settings("futuresync_api"), {
    applicationName: "test-pool",
    onError: () => undefined,
  });
  expect((await late.query(read)).rows).toEqual([{ own: true, ours: true }]);
  await late.end();
  await withClient(database.settings("futuresync_api"), "test", async (client) => {
    expect((await client.query(read)).rows).toEqual([{ own: true, ours: true }]);
  });
});
