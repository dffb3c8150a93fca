import type { Job, PgBoss } from "pg-boss";
import type { DaemonJob, JobDeps } from "./jobs/job.ts";
import { errorSummary } from "../sql/process/log.ts";
import type { Logger } from "../sql/process/log.ts";
import { JOB_RESULTS } from "./metrics/metrics.ts";
import type { JobResult } from "./metrics/metrics.ts";

// Somebody waits for what has no schedule. Six small queries a second in all.
const POLL_SECONDS = 0.5;
const POLL_SCHEDULED_SECONDS = 2;

/**
 * Takes up the work: a worker for each job, its schedule, and one run now of whatever has a schedule.
 * `untilDone` repeats what the database could not do yet. `giveBack` fires at shutdown when the time
 * to finish is over.
 */
export async function startWorkers(
  boss: PgBoss,
  jobs: readonly DaemonJob[],
  deps: JobDeps,
  log: Logger,
  giveBack: AbortSignal,
  untilDone: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  for (const job of jobs) {
    // From the first scrape on every series is there: a rate over a series that appears is no rate.
    for (const result of JOB_RESULTS) deps.metrics.jobRuns.inc({ job: job.name, result }, 0);
    deps.metrics.jobDuration.zero({ job: job.name });
    deps.metrics.jobLastSuccess.set({ job: job.name }, 0);
  }
  for (const job of jobs) {
    await untilDone(async () => {
      if (job.schedule !== undefined) {
        const { cron, key, payload } = job.schedule;
        const options = { tz: "UTC", missed: "once", singletonKey: key } as const;
        await boss.schedule(job.name, cron, payload, options);
        await job.enqueueAtBoot(deps);
      }
      await boss.work(
        job.name,
        {
          pollingIntervalSeconds:
            job.schedule === undefined ? POLL_SECONDS : POLL_SCHEDULED_SECONDS,
          localConcurrency: job.concurrency,
        },
        // batchSize is 1, so the array holds one job.
        async (received: Job[]) => {
          for (const one of received) await runJob(job, one, deps, log, giveBack);
        },
      );
    });
  }
}

// The launcher kills after 6.5 s: what can be finished in 3 is finished, the rest is given back.
const FINISH_MS = 3_000;
const GIVE_BACK_MS = 2_500;

/** Takes no more work and ends what runs; `hurry` ends the time to finish at once. */
export async function stopWorkers(
  boss: PgBoss,
  giveBack: AbortController,
  hurry: AbortSignal,
): Promise<void> {
  const give = () => giveBack.abort(new Error("the daemon is stopping"));
  const timer = setTimeout(give, FINISH_MS);
  hurry.addEventListener("abort", give);
  await boss.stop({ graceful: true, timeout: FINISH_MS + GIVE_BACK_MS });
  clearTimeout(timer);
}

async function runJob(
  job: DaemonJob,
  received: Job,
  deps: JobDeps,
  parent: Logger,
  giveBack: AbortSignal,
): Promise<void> {
  const log = parent.child({ job: job.name, job_id: received.id });
  const signal = AbortSignal.any([giveBack, received.signal]);
  const started = performance.now();
  log.debug("started");
  let result: JobResult = "failed";
  let failure: string | undefined;
  try {
    result = await job.run(received.data, { ...deps, log, signal });
  } catch (error) {
    failure = errorSummary(error);
    log.error({ error }, "failed");
  }
  const seconds = (performance.now() - started) / 1000;
  deps.metrics.jobRuns.inc({ job: job.name, result });
  deps.metrics.jobDuration.observe({ job: job.name }, seconds);
  if (result === "succeeded") {
    deps.metrics.jobLastSuccess.set({ job: job.name }, Date.now() / 1000);
  }
  log.info({ result, duration_ms: Math.round(seconds * 1000) }, "ended");
  // pg-boss keeps what is thrown, readable for days: codes only, since the server's messages quote values.
  if (failure !== undefined) throw new Error(failure);
}
