import type { ConnectionSettings } from "../database/connection.ts";
import type { Keys } from "../database/keys.ts";
import { loadSql } from "../database/load-sql.ts";
import { withClient } from "../database/with-client.ts";
import { loadPeople } from "./load-people.ts";
import { hasDemoStaff, insertDemoStaff, updateDemoPasswords } from "./staff.ts";

const GDPR_REQUESTS = loadSql(import.meta.url, "./steps/gdpr-requests.sql");
export const DEMO_USERS = 2_000;

export type DemoOptions = {
  /** Of the demo staff. */
  readonly password: string;
  readonly keys: Keys;
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
  return withClient(admin, "seeds-run", async (client) => {
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
        keys: options.keys,
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
  });
}
