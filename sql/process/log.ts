import pg from "pg";
import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger };

/**
 * JSON lines on stdout, every one with the name of the process. Levels: error = someone must act now; warn = it mends itself or waits for
 * office hours; info = the life of the process and of each job.
 */
export function createLogger(
  name: "api" | "daemon",
  settings: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Logger {
  const { level = "info", destination } = settings;
  const options = {
    level,
    base: { process: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * What may be written down of an error. The server's message and detail quote values ("Key
 * (email)=(…) already exists"), so of its errors only the code and the names of things are kept;
 * of all others the message, and where it was raised.
 */
function describeError(error: unknown): Record<string, string | undefined> {
  if (error instanceof pg.DatabaseError) {
    return {
      type: "DatabaseError",
      sqlstate: error.code,
      schema: error.schema,
      table: error.table,
      column: error.column,
      constraint: error.constraint,
      routine: error.routine,
      stack: frames(error),
    };
  }
  if (!(error instanceof Error)) return describeObject(error);
  return {
    type: error.constructor.name,
    code: "code" in error && typeof error.code === "string" ? error.code : undefined,
    message: error.message,
    stack: frames(error),
  };
}

/** pg-boss reports some errors as plain copies with the queue added. */
function describeObject(error: unknown): Record<string, string | undefined> {
  if (typeof error !== "object" || error === null) return { type: typeof error };
  return {
    type: "object",
    code: "code" in error ? word(error.code) : undefined,
    queue: "queue" in error ? word(error.queue) : undefined,
    // An error of the server has a severity, and a message that quotes values.
    message: "message" in error && !("severity" in error) ? word(error.message) : undefined,
  };
}

function word(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The places without the first line, which repeats the message. */
function frames(error: Error): string | undefined {
  const lines = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return lines?.map((line) => line.trim()).join(" < ");
}

/** One short line for a table or a job's record: never a value, only codes and names of ours. */
export function errorSummary(error: unknown): string {
  if (error instanceof pg.DatabaseError) {
    return `database error ${error.code ?? "without a code"}${error.constraint === undefined ? "" : ` (${error.constraint})`}`;
  }
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return `${error.constructor.name} ${error.code}`;
  }
  return error instanceof Error ? error.constructor.name : "an error that is no Error";
}
