import type { Logger } from "./log.ts";

/** `hurry` fires at the second signal: cut or give back at once what would be finished. */
type Stop = (hurry: AbortSignal) => Promise<unknown>;

export type Phases = {
  /** What was opened last is stopped first. */
  add(name: string, stop: Stop): void;
  /** Fires at the first signal. */
  readonly stopping: AbortSignal;
};

/**
 * At SIGTERM or SIGINT stops everything in reverse order and ends the process: 0 when all went well,
 * 1 when a phase failed or the whole took longer than `deadlineMs`. A second signal hurries, a third
 * ends the process as it is; what it held is found by its successor (rule: a kill loses nothing).
 */
export function stopOnSignals(log: Logger, deadlineMs: number): Phases {
  const phases: { name: string; stop: Stop }[] = [];
  const stopping = new AbortController();
  const hurry = new AbortController();
  let signals = 0;
  const stopAll = async () => {
    const deadline = setTimeout(() => {
      log.error({ deadline_ms: deadlineMs }, "stopping took too long; ending as it is");
      process.exit(1);
    }, deadlineMs);
    deadline.unref();
    let failed = false;
    for (const { name, stop } of phases.toReversed()) {
      const started = performance.now();
      try {
        await stop(hurry.signal);
        const duration_ms = Math.round(performance.now() - started);
        log.info({ phase: name, duration_ms }, "stopped");
      } catch (error) {
        failed = true;
        log.error({ phase: name, error }, "could not be stopped");
      }
    }
    process.exit(failed ? 1 : 0);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1;
    if (signals === 1) {
      log.info({ signal }, "stopping");
      stopping.abort();
      void stopAll();
    } else if (signals === 2) {
      log.warn({ signal }, "stopping at once");
      hurry.abort();
    } else {
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { add: (name, stop) => phases.push({ name, stop }), stopping: stopping.signal };
}
