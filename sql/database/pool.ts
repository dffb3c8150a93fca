import pg from "pg";
import type { ConnectionSettings } from "./connection.ts";
import { SEARCH_PATH } from "./search-path.ts";
import "./value-parsers.ts";

export type PoolOptions = {
  readonly applicationName: string;
  readonly onError: (error: Error) => void;
  /** Statements are sent without waiting for the answers before them. No cursor and no COPY then. */
  readonly pipeline?: boolean;
};

/**
 * A pool that survives lost backends. A checked-out client has no `error` listener of its own, and
 * without one a backend that dies ends the whole process, hence the listener on every client.
 */
export function createPool(settings: ConnectionSettings, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    options: SEARCH_PATH,
    application_name: options.applicationName,
    pipeline: options.pipeline ?? false,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1_800,
  });
  pool.on("error", options.onError);
  pool.on("connect", (client) => client.on("error", options.onError));
  return pool;
}
