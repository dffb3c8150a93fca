import { hostSettings } from "../sql/database/connection.ts";
import { openHosts } from "../sql/database/hosts/open-hosts.ts";
import type { Hosts } from "../sql/database/hosts/open-hosts.ts";
import { retry } from "../sql/database/retry.ts";
import { attachDatabase } from "../sql/embedded/attach.ts";
import type { Attachment } from "../sql/embedded/attach.ts";
import type { DaemonEnvironment } from "./environment.ts";
import type { Logger } from "../sql/process/log.ts";

const REPORT_MS = 15_000;

export type DaemonDatabase = { readonly hosts: Hosts; close(): Promise<void> };

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
        void retry({ target: "embedded database", log, givenUp: () => closed }, async () => {
          await attach();
        });
      },
    });
    return attaching;
  };
  await attach();
  const hosts = openHosts(hostSettings(env, "futuresync_daemon"), {
    applicationName: "futuresync-daemon",
    onError: reportNowAndThen(log, "a database connection was lost"),
    onChange: (change) => log.info(change, "a database host changed its role"),
  });
  return {
    hosts,
    close: async () => {
      closed = true;
      await hosts.end();
      // Also one that is starting the server again at this moment: nobody else would stop it.
      const attachment = await attaching.catch(() => undefined);
      await attachment?.release();
    },
  };
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
