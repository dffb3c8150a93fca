import { readFileSync } from "node:fs";
import pg from "pg";
import type { ConnectionSettings } from "../../../sql/database/connection.ts";
import { initialiseDatabase } from "../../../sql/database/initialise.ts";
import { TEST_PASSWORD, startTestCluster } from "../../../sql/testing/cluster.ts";
import type { TestDatabase } from "../../../sql/testing/database.ts";

/** What a benchmark needs of a database; a test hands in its own. */
export type BenchDatabase = Pick<TestDatabase, "settings" | "adminPool">;

export type BenchServer = {
  /** As the server says it: 18.4. */
  readonly version: string;
  /** A migrated database with 1,000 people, a copy made in about 300 ms. */
  database(options?: { readonly kept: boolean }): Promise<BenchDatabase>;
  /** Drops every database made since the last time that is not kept, and the connections to it. */
  clear(): Promise<void>;
  stop(): Promise<void>;
};

export const PEOPLE = readFileSync(new URL("people.sql", import.meta.url), "utf8");
const TEMPLATE = "bench_template";

/** A throw-away server of the product's own settings: initdb's, no others, so every commit waits for the disk. */
export async function startBenchServer(): Promise<BenchServer> {
  const cluster = await startTestCluster([]);
  const maintenance = new pg.Client(cluster.admin);
  maintenance.on("error", () => undefined);
  const kept: pg.Pool[] = [];
  const passing = new Map<string, pg.Pool>();
  let made = 0;
  let stopping: Promise<void> | undefined;
  // The server first: whoever still waits for an answer, as after Ctrl-C, gets none and lets go.
  const stop = () => (stopping ??= cluster.stop());
  try {
    await maintenance.connect();
    await makeTemplate({ ...cluster.admin, database: TEMPLATE });
  } catch (error) {
    await stop();
    throw error;
  }
  const { rows } = await maintenance.query<{ version: string }>(
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
  );
  return {
    version: rows[0]?.version ?? "",
    stop,
    database: async (options) => {
      const name = `bench_${(made += 1)}`;
      await maintenance.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      const admin: ConnectionSettings = { ...cluster.admin, database: name };
      const adminPool = new pg.Pool({ ...admin, max: 2 });
      adminPool.on("error", () => undefined);
      if (options?.kept === true) kept.push(adminPool);
      else passing.set(name, adminPool);
      return {
        adminPool,
        settings: (login) =>
          login === "admin" ? admin : { ...admin, user: login, password: TEST_PASSWORD },
      };
    },
    clear: async () => {
      for (const [name, pool] of passing) {
        await pool.end();
        await maintenance.query(`DROP DATABASE ${name} (FORCE)`);
        passing.delete(name);
      }
    },
  };
}

async function makeTemplate(admin: ConnectionSettings): Promise<void> {
  await initialiseDatabase(admin, [
    { login: "futuresync_api", password: TEST_PASSWORD },
    { login: "futuresync_daemon", password: TEST_PASSWORD },
  ]);
  const client = new pg.Client(admin);
  await client.connect();
  try {
    await client.query(PEOPLE);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}
