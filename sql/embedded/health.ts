import { EmbeddedError } from "./errors.ts";

const PATIENCE = 60_000;

/** Waits until `url` answers 200. The caller's signal ends the wait when the process has died. */
export async function waitUntilHealthy(
  name: string,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    signal.throwIfAborted();
    const healthy = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    })
      .then((response) => response.ok)
      .catch(() => false);
    if (healthy) return;
    if (Date.now() > deadline) {
      throw new EmbeddedError(`the ${name} does not answer on ${url}: see its log`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
