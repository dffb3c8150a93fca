import type pg from "pg";
import { connectionSettings } from "../sql/database/connection.ts";
import { isUnavailable } from "../sql/database/errors.ts";
import { createPool } from "../sql/database/pool.ts";
import { attachDatabase } from "../sql/embedded/attach.ts";
import type { Attachment } from "../sql/embedded/attach.ts";
import type { DaemonEnvironment } from "./environment.ts";
import type { Logger } from "../sql/process/log.ts";

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 10_000;
const REPORT_MS = 15_000;

export type DaemonDatabase = { readonly pool: pg.Pool; close(): Promise<void> };

/**
 * The daemon's connections. With the embedded database it also keeps the server in use, and comes
 * back to it when it went away. Throws at once only for what waiting cannot mend (EmbeddedError,
 * EnvironmentError).
 */
export async function openDatabase(env: DaemonEnvironment, log: Logger): Promise<DaemonDatabase> {
  let attaching: Promise<Attachment>;
  let closed = false;
  const attach = () => {
    attaching = attachDatabase(env, {
      onLost: (error) => {
        if (closed) return;
        log.warn({ error }, "the embedded database went away and could not be started again yet");
        void retry(
          "embedded database",
          log,
          () => closed,
          async () => {
            await attach();
          },
        );
      },
    });
    return attaching;
  };
  await attach();
  const pool = createPool(connectionSettings(env, "futuresync_daemon"), {
    applicationName: "futuresync-daemon",
    onError: reportNowAndThen(log, "a database connection was lost"),
  });
  return {
    pool,
    close: async () => {
      closed = true;
      await pool.end();
      // Also one that is starting the server again at this moment: nobody else would stop it.
      const attachment = await attaching.catch(() => undefined);
      await attachment?.release();
    },
  };
}

/** Which database, for the log: never the password. */
export function describeTarget(env: DaemonEnvironment): string {
  const { host, port, database } = connectionSettings(env, "futuresync_daemon");
  return `${host}:${port}/${database}`;
}

/** Tries until it works or `given up` says so; says what it waits for and why, with growing pauses. */
export async function retry(
  target: string,
  log: Logger,
  givenUp: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  for (let pause = RETRY_MS; !givenUp(); pause = Math.min(pause * 2, RETRY_MAX_MS)) {
    try {
      await work();
      return;
    } catch (error) {
      if (givenUp()) return;
      log.warn(
        { target, retry_ms: pause, error },
        isUnavailable(error) ? "the database is away" : "the database is not ready",
      );
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** An outage gives errors by the dozen a second, from every poller: one line in a while is enough. */
export function reportNowAndThen(log: Logger, message: string): (error: Error) => void {
  let next = 0;
  let unreported = 0;
  return (error) => {
    if (Date.now() < next) {
      unreported += 1;
      return;
    }
    log.warn({ error, unreported }, message);
    next = Date.now() + REPORT_MS;
    unreported = 0;
  };
}
