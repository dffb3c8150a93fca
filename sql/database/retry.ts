import type { Logger } from "../process/log.ts";
import { isUnavailable } from "./errors.ts";

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 10_000;

export type Retry = {
  /** Host, port and database, for the log: never the password. */
  readonly target: string;
  readonly log: Logger;
  readonly givenUp: () => boolean;
  /** Whether waiting can mend it; else the error is thrown. Default: always. */
  readonly mends?: (error: unknown) => boolean;
};

/** Tries until it works or is given up; says what it waits for and why, with growing pauses. */
export async function retry(
  { target, log, givenUp, mends = () => true }: Retry,
  work: () => Promise<void>,
): Promise<void> {
  for (let pause = RETRY_MS; !givenUp(); pause = Math.min(pause * 2, RETRY_MAX_MS)) {
    try {
      await work();
      return;
    } catch (error) {
      if (givenUp()) return;
      if (!mends(error)) throw error;
      log.warn(
        { target, retry_ms: pause, error },
        isUnavailable(error) ? "the database is away" : "the database is not ready",
      );
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
