import pg from "pg";
import type { TestProject } from "vitest/node";
import type { ConnectionSettings } from "../database/connection.ts";
import { initialiseDatabase } from "../database/initialise.ts";
import { startTestCluster } from "./cluster.ts";

declare module "vitest" {
  // Vitest's own way to type what a global set-up hands to the workers: an interface it merges.
  export interface ProvidedContext {
    /** Admin connection of this run's cluster; its database is the template. */
    readonly template: ConnectionSettings;
  }
}

export const TEST_LOGIN_PASSWORD = "test-only";

/** One cluster a run, and in it one migrated database that every test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  const template: ConnectionSettings = { ...cluster.admin, database: "template_futuresync" };
  try {
    await initialiseDatabase(template, [
      { login: "futuresync_api", password: TEST_LOGIN_PASSWORD },
      { login: "futuresync_daemon", password: TEST_LOGIN_PASSWORD },
    ]);
    // A template that somebody is connected to cannot be copied.
    await query(cluster.admin, "ALTER DATABASE template_futuresync ALLOW_CONNECTIONS false");
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  project.provide("template", template);
  return async () => {
    const left = await query(
      cluster.admin,
      "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' ORDER BY 1",
    );
    await cluster.stop();
    if (left.length > 0) throw new Error(`${left.length} test databases were not dropped`);
  };
}

async function query(settings: ConnectionSettings, text: string): Promise<unknown[]> {
  const client = new pg.Client(settings);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
