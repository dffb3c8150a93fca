import type { Logger } from "./log.ts";

export type Phase = {
  readonly name: string;
  /** `hurry` fires at the second signal: give back at once what would be finished. */
  readonly run: (hurry: AbortSignal) => Promise<unknown>;
};

/**
 * Runs the phases in order at SIGTERM or SIGINT and then ends the process: 0 when all went well, 1
 * when one failed or the whole took longer than `deadlineMs`. A second signal hurries, a third ends
 * the process as it is; what it held is found by its successor (rule: a kill loses nothing).
 */
export function stopOnSignals(log: Logger, phases: () => readonly Phase[], deadlineMs: number) {
  const hurry = new AbortController();
  let signals = 0;
  const stop = async () => {
    const deadline = setTimeout(() => {
      log.error({ deadline_ms: deadlineMs }, "stopping took too long; ending as it is");
      process.exit(1);
    }, deadlineMs);
    deadline.unref();
    let failed = false;
    for (const phase of phases()) {
      const started = performance.now();
      try {
        await phase.run(hurry.signal);
        log.info({ phase: phase.name, duration_ms: since(started) }, "stopped");
      } catch (error) {
        failed = true;
        log.error({ phase: phase.name, error }, "could not be stopped");
      }
    }
    process.exit(failed ? 1 : 0);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    signals += 1;
    if (signals === 1) {
      log.info({ signal }, "stopping");
      void stop();
    } else if (signals === 2) {
      log.warn({ signal }, "stopping at once");
      hurry.abort(new Error("second signal"));
    } else {
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
