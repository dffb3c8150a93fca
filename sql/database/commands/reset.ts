import { parseArgs } from "node:util";
import { EnvironmentError, refuseInProduction } from "../environment.ts";
import type { DatabaseEnvironment } from "../environment.ts";
import { primarySettings } from "../hosts/find-primary.ts";
import { initialiseDatabase } from "../initialise.ts";
import { loginPasswords } from "../logins.ts";
import { withClient } from "../with-client.ts";
import { runCommand } from "./run-command.ts";

const FLAG = "--yes-destroy";

/**
 * The embedded database is nobody's but this checkout's. Any other is emptied only for who repeats
 * its name: the variables of a shell are easily those of another day.
 */
function requireConsent(env: DatabaseEnvironment): void {
  refuseInProduction(env, "db:reset");
  const { "yes-destroy": named } = parameters();
  const isNamed = named === env.DATABASE_NAME;
  if (isNamed || (named === undefined && env.DATABASE_HOST === undefined)) return;
  throw new EnvironmentError(
    named === undefined
      ? `db:reset destroys ${env.DATABASE_NAME} on ${String(env.DATABASE_HOST)}: repeat its name (npm run db:reset -- ${FLAG} NAME)`
      : `${FLAG} names ${named}, but the database is ${env.DATABASE_NAME}`,
  );
}

function parameters(): { "yes-destroy"?: string | undefined } {
  try {
    return parseArgs({ options: { "yes-destroy": { type: "string" } } }).values;
  } catch {
    throw new EnvironmentError(`db:reset takes ${FLAG} NAME and nothing else`);
  }
}

await runCommand(async (env) => {
  const admin = await primarySettings(env, "admin");
  await withClient({ ...admin, database: "postgres" }, "futuresync-reset", (client) =>
    // FORCE: a running API or daemon loses its connections and finds the new database by itself.
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(admin.database)} WITH (FORCE)`),
  );
  const applied = await initialiseDatabase(admin, loginPasswords(env));
  console.log(`${admin.database} is empty again: ${applied.length} migrations applied`);
}, requireConsent);
