import type pg from "pg";
import type { Cache } from "./cache.ts";

const RETRY_MS = 1_000;

export type ListenerOptions = {
  /** A connection to the primary: a standby neither listens nor is told. */
  readonly connect: () => Promise<pg.PoolClient>;
  readonly onError: (error: unknown) => void;
};

/**
 * Keeps the cache honest: it holds values only while a connection listens for the news of changes.
 * Resolves once the first attempt was made; a lost connection is sought again until `stop`.
 */
export async function listenForChanges(
  cache: Cache,
  { connect, onError }: ListenerOptions,
): Promise<{ stop(): Promise<void> }> {
  const stopped = new AbortController();
  let release: (() => void) | undefined;
  let retry: NodeJS.Timeout | undefined;
  let attempt: Promise<void>;

  const listen = async () => {
    try {
      const client = await connect();
      const end = (error?: Error) => {
        if (release !== end) return;
        release = undefined;
        cache.keep(false);
        // Never back into the pool: it listens.
        client.release(true);
        if (stopped.signal.aborted) return;
        if (error !== undefined) onError(error);
        again();
      };
      release = end;
      client.on("notification", ({ payload }) => cache.forget(payload));
      client.on("error", end);
      client.on("end", () => end());
      try {
        await client.query("LISTEN cache");
        // Whatever changed before this moment was not heard: begin with nothing.
        if (release === end) cache.keep(true);
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)));
      }
    } catch (error) {
      onError(error);
      again();
    }
  };
  const again = () => {
    if (stopped.signal.aborted) return;
    retry = setTimeout(() => (attempt = listen()), RETRY_MS);
  };

  attempt = listen();
  await attempt;
  return {
    stop: async () => {
      stopped.abort();
      clearTimeout(retry);
      await attempt;
      release?.();
    },
  };
}
