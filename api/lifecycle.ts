import type { Server } from "node:http";
import type { Logger } from "pino";

const DRAIN_MS = 5_000;
const DEADLINE_MS = 9_000;

export type Phases = {
  /** What was opened last is closed first. */
  last(name: string, close: (hurry: AbortSignal) => Promise<unknown>): void;
};

/**
 * On SIGTERM or SIGINT closes everything in reverse order and ends the process: 0 when all went
 * well. A second signal cuts the requests that are still answered, a third ends it as it is.
 */
export function stopOnSignal(logger: Logger): Phases {
  const phases: { name: string; close: (hurry: AbortSignal) => Promise<unknown> }[] = [];
  const hurry = new AbortController();
  let signals = 0;
  const stop = async () => {
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    let failed = false;
    for (const { name, close } of phases.toReversed()) {
      try {
        await close(hurry.signal);
      } catch (error) {
        failed = true;
        logger.error({ err: error, phase: name }, "could not be closed");
      }
    }
    process.exit(failed ? 1 : 0);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1;
    logger.info({ signal }, signals === 1 ? "stopping" : "stopping at once");
    if (signals === 1) void stop();
    else if (signals === 2) hurry.abort();
    else process.exit(1);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { last: (name, close) => phases.push({ name, close }) };
}

/** Resolves when it listens; rejects with one line for a person. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(`cannot listen on ${host}:${port} (${error.code ?? error.message})`));
    });
    server.listen(port, host, resolve);
  });
}

/** Takes no new connection, lets running requests end for five seconds, then cuts what is left. */
export async function drain(server: Server, hurry: AbortSignal): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = () => server.closeAllConnections();
  const timer = setTimeout(cut, DRAIN_MS);
  hurry.addEventListener("abort", cut, { once: true });
  if (hurry.aborted) cut();
  await closed;
  clearTimeout(timer);
}
