import { sqlState } from "./errors.ts";
import { MigrationError } from "./migration-error.ts";

/** Between two tries, doubled each time up to the second: those who queued meanwhile get through. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;
/** One old transaction is worth waiting for; a deployment is not to hang on it. */
const PATIENCE = 5 * 60_000;
const LOCK_CODES = new Set(["55P03", "40P01"]); // lock_not_available, deadlock_detected

export type RetryOptions = {
  /** Told before each pause. */
  readonly onWait: (milliseconds: number) => void;
  /** Milliseconds of one migration; default five minutes. */
  readonly patience?: number | undefined;
};

/**
 * Runs `work` until a lock no longer keeps it from its end; `work` goes on where it was, and answers
 * nothing. `subject` names what is being tried: a new one has all its patience before it.
 */
export async function retryLocked(
  work: () => Promise<void>,
  subject: () => string,
  { onWait, patience = PATIENCE }: RetryOptions,
): Promise<void> {
  let waiting = { subject: "", since: 0, pause: 0 };
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof MigrationError) || !LOCK_CODES.has(sqlState(error.cause) ?? "")) {
        throw error;
      }
      if (waiting.subject !== subject()) {
        waiting = { subject: subject(), since: Date.now(), pause: FIRST_PAUSE };
      }
      const { since, pause } = waiting;
      if (Date.now() + pause > since + patience) {
        throw new MigrationError(
          `${error.message}, for ${Math.round(patience / 1000)} s: end the transaction that holds it (the oldest xact_start in pg_stat_activity), and migrate again`,
          { cause: error },
        );
      }
      onWait(pause);
      await new Promise((resolve) => setTimeout(resolve, pause));
      waiting.pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}
