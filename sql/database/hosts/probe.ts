import pg from "pg";
import { z } from "zod";
import type { ConnectionSettings } from "../connection.ts";
import type { Connections } from "../connections.ts";
import { isLost, sqlState } from "../errors.ts";
import { loadSql } from "../load-sql.ts";
import { SEARCH_PATH } from "../search-path.ts";
import type { HostFacts } from "./roles.ts";
import { parsePosition } from "./wal.ts";

const PROBE = loadSql(import.meta.url, "./probe.sql");
const TIMEOUT_MS = 2_000;

const answer = z.object({
  in_recovery: z.boolean(),
  read_only: z.boolean(),
  position: z.string().transform((text) => parsePosition(text) ?? 0n),
  timeline: z
    .string()
    .nullable()
    .transform((text) => (text === null ? undefined : Number.parseInt(text, 16))),
});

/** One server's own connection for looking at it: a pool that is full must not make it look dead. */
export type Probe = {
  /** Throws what connecting or asking throws, at most after a few seconds. */
  ask(): Promise<HostFacts>;
  /** Any other question that takes milliseconds. */
  query: Connections["query"];
  end(): Promise<void>;
};

/** `onLost`: the connection ended by itself, so that the server may be gone. */
export function createProbe(
  settings: ConnectionSettings,
  applicationName: string,
  onLost: () => void,
): Probe {
  let connecting: Promise<pg.Client> | undefined;
  const connect = () => {
    const client = new pg.Client({
      ...settings,
      options: SEARCH_PATH,
      application_name: applicationName,
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    const connected = client.connect().then(() => client);
    // Refused for whatever reason (no such database yet, no connection left): asked anew at the next look.
    connected.catch(() => {
      if (connecting === connected) connecting = undefined;
    });
    client.on("error", () => {
      if (connecting !== connected) return;
      connecting = undefined;
      onLost();
    });
    return connected;
  };
  const query: Connections["query"] = async (text, values) => {
    connecting ??= connect();
    const current = connecting;
    try {
      return await (await current).query(text, values);
    } catch (error) {
      // An error of the statement leaves the connection usable; after a timeout it may hang for ever.
      if (sqlState(error) === undefined || isLost(error)) {
        if (connecting === current) connecting = undefined;
        void current.then((client) => client.connection.stream.destroy()).catch(() => undefined);
      }
      throw error;
    }
  };
  return {
    query,
    ask: async () => {
      const started = performance.now();
      const { rows } = await query(PROBE);
      const latency_ms = Math.round((performance.now() - started) * 10) / 10;
      return { ...answer.parse(rows[0]), latency_ms };
    },
    end: async () => {
      const client = await connecting?.catch(() => undefined);
      connecting = undefined;
      await client?.end();
    },
  };
}
