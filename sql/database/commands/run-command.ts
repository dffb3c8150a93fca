import { attachDatabase } from "../../embedded/attach.ts";
import { faultLine } from "../../embedded/faults.ts";
import { databaseEnvironment, parseEnvironment } from "../environment.ts";
import type { DatabaseEnvironment } from "../environment.ts";

/**
 * Runs one command to its end: reads the environment, makes sure the database is there, and lets it
 * go. A fault a person can mend is one line on stderr; anything else comes with its stack. Exit
 * code 1 in both. `refuse` throws before a database is started for nothing.
 */
export async function runCommand(
  work: (env: DatabaseEnvironment) => Promise<void>,
  refuse?: (env: DatabaseEnvironment) => void,
): Promise<void> {
  try {
    const env = parseEnvironment(databaseEnvironment);
    refuse?.(env);
    const attachment = await attachDatabase(env, { onProgress: console.error });
    try {
      await work(env);
    } finally {
      await attachment.release();
    }
  } catch (error) {
    console.error(faultLine(error) ?? error);
    process.exitCode = 1;
  }
}
