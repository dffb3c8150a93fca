import { z } from "zod";
import { EmbeddedError } from "./errors.ts";

const PATIENCE = 60_000;
const answer = z.object({ status: z.string() });

/**
 * Waits until the process at `url` says it works. "degraded" counts: it works, and what it misses is
 * told by its own health page. The caller's signal ends the wait when the process has died.
 */
export async function waitUntilHealthy(
  name: string,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    signal.throwIfAborted();
    const status = await statusOf(url, signal).catch(() => undefined);
    if (status === "ok" || status === "degraded") return;
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        `the ${name} is not ready after a minute (${status ?? "no answer"} on ${url}): see its log`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function statusOf(url: string, signal: AbortSignal): Promise<string> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(2_000)]);
  const response = await fetch(url, { signal: either });
  return answer.parse(await response.json()).status;
}
