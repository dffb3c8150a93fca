import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { ConnectionSettings, Login } from "../database/connection.ts";
import { createPool } from "../database/pool.ts";

const LOGIN_PASSWORD = "test-only";
/** A backend needs a moment to go after its connection was closed. */
const GOODBYE = 3_000;

export type TestDatabase = {
  /** The connection of one login to this database. */
  settings(login: Login): ConnectionSettings;
  /** The variables by which a process of ours, started by a test, finds this database. */
  environment(login: Login): Record<string, string>;
  /** A pool of one login, ended by `drop`. */
  pool(login: Exclude<Login, "admin">): pg.Pool;
  /** The superuser's pool: for arranging rows and for looking behind RLS. */
  readonly adminPool: pg.Pool;
  /** Ends the pools and drops the database; throws when a test left a connection open. */
  drop(): Promise<void>;
};

/**
 * A database of its own for one test file, copied from the migrated template (about 100 ms):
 * `const database = await createTestDatabase(); afterAll(() => database.drop());`
 * Roles are shared by all of them: a test must not change a role.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject("template");
  const maintenance: ConnectionSettings = { ...template, database: "postgres", max: 1 };
  const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
  // Both names are made of letters, digits and underscores above: nothing to quote.
  await run(maintenance, `CREATE DATABASE ${name} TEMPLATE ${template.database}`);

  const settings = (login: Login): ConnectionSettings =>
    login === "admin"
      ? { ...template, database: name }
      : { ...template, database: name, user: login, password: LOGIN_PASSWORD };
  const pools: pg.Pool[] = [];
  const open = (login: Login): pg.Pool => {
    const pool = createPool(settings(login), {
      applicationName: `test-${login}`,
      // A backend lost in a test shows in the query that used it.
      onError: () => undefined,
    });
    pools.push(pool);
    return pool;
  };
  const adminPool = open("admin");
  return {
    settings,
    environment: (login) => {
      const { host, port, user, password } = settings(login);
      const prefix = login === "admin" ? "DATABASE_ADMIN" : "DATABASE";
      return {
        PATH: process.env["PATH"] ?? "",
        NODE_ENV: "test",
        DATABASE_HOST: host,
        DATABASE_PORT: String(port),
        DATABASE_NAME: name,
        [`${prefix}_USERNAME`]: user,
        [`${prefix}_PASSWORD`]: password,
      };
    },
    pool: open,
    adminPool,
    drop: async () => {
      const held = pools.reduce((sum, pool) => sum + pool.totalCount - pool.idleCount, 0);
      // Ending a pool waits for clients that nobody will give back.
      if (held === 0) {
        await Promise.all(pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
      }
      const leaks = await selectLeaks(maintenance, name, held === 0 ? GOODBYE : 0);
      await run(maintenance, `DROP DATABASE ${name} WITH (FORCE)`);
      if (leaks.length > 0) throw new Error(`connections left open:\n${leaks.join("\n")}`);
    },
  };
}

async function selectLeaks(
  maintenance: ConnectionSettings,
  name: string,
  patience: number,
): Promise<string[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const rows = await run<{ leak: string }>(
      maintenance,
      `SELECT application_name || ': ' || left(query, 200) AS leak FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND datname = '${name}'`,
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map(({ leak }) => leak);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function run<R extends pg.QueryResultRow>(
  settings: ConnectionSettings,
  text: string,
): Promise<R[]> {
  const client = new pg.Client(settings);
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
