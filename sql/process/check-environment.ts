import type { z } from "zod";
import { EnvironmentError, parseEnvironment } from "../database/environment.ts";

/**
 * For `node <api or daemon>/environment.ts`, which the launcher runs before it makes anything: what
 * is wrong goes to stderr in one line that names the variable, exit code 1.
 */
export function checkEnvironment(shape: z.ZodType): void {
  try {
    parseEnvironment(shape);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
