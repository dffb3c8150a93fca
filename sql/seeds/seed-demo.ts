import pg from "pg";
import type { ConnectionSettings } from "../database/connection.ts";
import { loadSql } from "../database/load-sql.ts";
import { loadPeople } from "./load-people.ts";
import { hasDemoStaff, insertDemoStaff, updateDemoPasswords } from "./staff.ts";

const GDPR_REQUESTS = loadSql(import.meta.url, "./steps/gdpr-requests.sql");
export const DEMO_USERS = 2_000;

export type DemoOptions = {
  /** Of the demo staff. */
  readonly password: string;
  /** Called with the name of each step; silent when the data is there already. */
  readonly onProgress?: (step: string) => void;
  /** "Today" of the year that is made; the same moment makes the same rows. */
  readonly moment?: Date;
  readonly users?: number;
};

/**
 * Demo staff and users, in one transaction: all of it or nothing. Answers false when it is there
 * already; then only a password that differs is set anew. `admin` may become the owner. The caller
 * refuses in production.
 */
export async function seedDemo(admin: ConnectionSettings, options: DemoOptions): Promise<boolean> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    await client.query("BEGIN");
    // Two starts at once: the second waits, then finds the data.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('seed_demo', 0))");
    await client.query("SET LOCAL ROLE futuresync_owner");
    const present = await hasDemoStaff(client);
    if (present) {
      await updateDemoPasswords(client, options.password);
    } else {
      await loadPeople(client, {
        first: 1,
        last: options.users ?? DEMO_USERS,
        moment: options.moment ?? new Date(),
        ...(options.onProgress && { onStep: options.onProgress }),
      });
      await insertDemoStaff(client, options.password);
      await client.query(GDPR_REQUESTS);
    }
    await client.query("COMMIT");
    if (!present) {
      // Lists right after the load need statistics, not autovacuum's next visit a minute later.
      options.onProgress?.("statistics");
      await client.query("ANALYZE");
    }
    return !present;
  } finally {
    // Also ends what an error left open: the server rolls back.
    await client.end();
  }
}
