import type { ConnectionSettings } from "../database/connection.ts";
import { loadSql } from "../database/load-sql.ts";
import { withClient } from "../database/with-client.ts";

const CLEAR = loadSql(import.meta.url, "./clear.sql");

/**
 * Removes demo people, demo staff and the organizations that are empty then; answers how many people
 * went. The audit trail stays, with one event for the lot. Files of exports stay too, until they
 * expire. The caller refuses in production.
 */
export async function clearDemo(admin: ConnectionSettings): Promise<number> {
  return withClient(admin, "seeds-clear", async (client) => {
    await client.query("BEGIN");
    await client.query("SET LOCAL ROLE futuresync_owner");
    await client.query(CLEAR);
    const { rows } = await client.query<{ count: number }>("SELECT count(*) FROM cleared_users");
    await client.query("COMMIT");
    return rows[0]?.count ?? 0;
  });
}
