import { schedule } from "node-cron";
import type { ScheduledTask } from "node-cron";
import type { Logger } from "../../sql/process/log.ts";
import type { Sampler, SamplerDeps } from "./samplers.ts";

/**
 * Takes every reading once now and then by its own clock. Each daemon reads for itself: a reading
 * changes nothing, and a scrape must not depend on another process.
 */
export async function startSamplers(
  list: readonly Sampler[],
  deps: SamplerDeps,
  log: Logger,
): Promise<{ readonly failing: ReadonlySet<string>; stop(): Promise<void> }> {
  const failing = new Set<string>();
  const take = async (sampler: Sampler) => {
    try {
      await sampler.sample(deps);
      deps.metrics.samplerLastSuccess.set({ sampler: sampler.name }, Date.now() / 1000);
      if (failing.delete(sampler.name)) log.info({ sampler: sampler.name }, "reading again");
    } catch (error) {
      sampler.forget(deps.metrics);
      // Once per outage, not once per reading.
      if (failing.has(sampler.name)) return;
      failing.add(sampler.name);
      log.warn({ sampler: sampler.name, error }, "no reading");
    }
  };
  const running = new Set<Promise<void>>();
  const tasks: ScheduledTask[] = [];
  for (const sampler of list) {
    // A gauge begins at 0, which would be a reading nobody took.
    sampler.forget(deps.metrics);
    await take(sampler);
    tasks.push(
      schedule(
        sampler.cron,
        async () => {
          const reading = take(sampler);
          running.add(reading);
          await reading.finally(() => running.delete(reading));
        },
        { name: sampler.name, noOverlap: true, timezone: "UTC", suppressMissedWarning: true },
      ),
    );
  }
  return {
    failing,
    stop: async () => {
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}
