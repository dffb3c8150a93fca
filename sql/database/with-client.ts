import pg from "pg";
import type { ConnectionSettings } from "./connection.ts";
import { SEARCH_PATH } from "./search-path.ts";

/**
 * Runs `work` on a connection of its own and ends it, and with it whatever an error left open: the
 * server rolls back. For commands, which come and go; processes have pools.
 */
export async function withClient<T>(
  settings: ConnectionSettings,
  applicationName: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...settings,
    options: SEARCH_PATH,
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  // A lost connection shows in the query that needed it; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
