import type pg from "pg";
import { loadSql } from "../../database/load-sql.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const PREPARE = load("prepare");
const USERS = load("users");
const ORGANIZATIONS = load("organizations");
const SUBSCRIPTIONS = load("subscriptions");
const PLANS = load("plans");
const GDPR_REQUESTS = load("gdpr-requests");
const AUDIT_LOG = load("audit-log");
const AUDIT_SEALS = load("audit-seals");
const FINISH = load("finish");

export const VOLUME = { users: 200_000, events: 400_000 } as const;

/**
 * A product in its third year, in a test's own empty database: skewed as the real one, always the same,
 * and vacuumed. 200,000 users with all of it take 45 s on two cores.
 */
export async function loadVolume(
  admin: pg.Pool,
  { users, events }: { readonly users: number; readonly events: number } = VOLUME,
): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query("BEGIN");
    await client.query(PREPARE);
    await client.query(USERS.replaceAll("$1", String(users)));
    for (const text of [ORGANIZATIONS, SUBSCRIPTIONS, PLANS, GDPR_REQUESTS]) {
      await client.query(text);
    }
    await client.query(AUDIT_LOG.replaceAll("$1", String(events)));
    await client.query(AUDIT_SEALS);
    await client.query(FINISH);
    await client.query("COMMIT");
    await vacuum(client);
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Until every page is known to hold what everybody sees: otherwise an index alone does not answer. An
 * autovacuum that began before the commit, anywhere in the database, keeps rows back from that.
 */
async function vacuum(client: pg.ClientBase): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await client.query("VACUUM ANALYZE");
    const { rows } = await client.query(
      `SELECT FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relallvisible < relpages`,
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("VACUUM does not get through");
}
