import type pg from "pg";
import { hostName } from "../connection.ts";
import type { ConnectionSettings } from "../connection.ts";
import { isLost } from "../errors.ts";
import { createPool } from "../pool.ts";
import type { PoolOptions } from "../pool.ts";
import { createProbe } from "./probe.ts";
import type { Probe } from "./probe.ts";
import type { HostFacts, HostRole } from "./roles.ts";

/** One server of DATABASE_HOST as this process knows it. */
export type Host = {
  readonly name: string;
  readonly pool: pg.Pool;
  readonly probe: Probe;
  role: HostRole;
  /** What it said at the last look; undefined while it is away. */
  facts: HostFacts | undefined;
  /** Why it is away. */
  reason: unknown;
  /** Seconds by which what it shows is behind the primary; undefined when nothing is known of one. */
  lag_seconds: number | undefined;
  /** Asks what the server is now; never throws. */
  look(): Promise<void>;
  /** Ends every connection at once, also those in use: what waits on them fails. */
  cut(): void;
  end(): Promise<void>;
};

/** Looks without an answer after which it is away: the first may be a busy server, or a busy us. */
const SILENT_LOOKS = 2;
/** After as many, whatever still waits for an answer is cut: TCP itself would wait for a quarter of an hour. */
const CUT_LOOKS = 4;

/** `onLost`: a connection ended by itself, so that the server may be gone. */
export function createHost(
  settings: ConnectionSettings,
  options: PoolOptions,
  onLost: () => void,
): Host {
  const { onError, applicationName } = options;
  const lost = (error: Error) => {
    onError(error);
    onLost();
  };
  const pool = createPool(settings, { ...options, onError: lost });
  const clients = new Set<pg.PoolClient>();
  pool.on("connect", (client) => clients.add(client));
  pool.on("remove", (client) => clients.delete(client));
  const probe = createProbe(settings, `${applicationName}-probe`, onLost);
  let silent = 0;
  const host: Host = {
    name: hostName(settings),
    pool,
    probe,
    role: "away",
    facts: undefined,
    reason: new Error("not asked yet"),
    lag_seconds: undefined,
    look: async () => {
      try {
        host.facts = await probe.ask();
        host.reason = undefined;
        silent = 0;
      } catch (error) {
        silent += 1;
        if (host.facts !== undefined && !isLost(error) && silent < SILENT_LOOKS) return;
        host.facts = undefined;
        host.reason = error;
        if (silent >= CUT_LOOKS) host.cut();
      }
    },
    cut: () => {
      for (const client of clients) client.connection.stream.destroy();
    },
    end: async () => {
      await Promise.all([pool.end(), probe.end()]);
    },
  };
  return host;
}
