import { EnvironmentError, isProduction } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";

/** What invents, destroys or judges by demo data has no business where the data is real. */
export function refuseInProduction(env: DatabaseEnvironment, command: string): void {
  if (isProduction(env))
    throw new EnvironmentError(`NODE_ENV: ${command} never runs in production`);
}
