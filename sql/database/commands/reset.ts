import { parseArgs } from "node:util";
import { ledgerEnvironment, putLedgerAside } from "../../audit-seals/ledger.ts";
import { EnvironmentError, parseEnvironment, refuseInProduction } from "../environment.ts";
import type { DatabaseEnvironment } from "../environment.ts";
import type { ConnectionSettings } from "../connection.ts";
import { sqlState } from "../errors.ts";
import { primarySettings } from "../hosts/find-primary.ts";
import { initialiseDatabase } from "../initialise.ts";
import { loginPasswords } from "../logins.ts";
import { withClient } from "../with-client.ts";
import { runCommand } from "./run-command.ts";

const FLAG = "--yes-destroy";
const ABSENT = new Set(["3D000", "42P01"]); // invalid_catalog_name, undefined_table

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

/** Undefined where there is no database yet, or one of an older schema. */
async function selectInstallation(settings: ConnectionSettings): Promise<string | undefined> {
  try {
    return await withClient(settings, "futuresync-reset", async (client) => {
      const { rows } = await client.query<{ id: string }>("SELECT id FROM installation");
      return rows[0]?.id;
    });
  } catch (error) {
    if (ABSENT.has(sqlState(error) ?? "")) return undefined;
    throw error;
  }
}

await runCommand(async (env) => {
  const admin = await primarySettings(env, "admin");
  const ledger = { ...env, ...parseEnvironment(ledgerEnvironment) };
  const before = await selectInstallation(admin);
  await withClient({ ...admin, database: "postgres" }, "futuresync-reset", (client) =>
    // FORCE: a running API or daemon loses its connections and finds the new database by itself.
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(admin.database)} WITH (FORCE)`),
  );
  const applied = await initialiseDatabase(admin, loginPasswords(env));
  // The new database is another installation, and one LEDGER_DIR is one installation's.
  if (before !== undefined) await putLedgerAside(ledger, before);
  console.log(`${admin.database} is empty again: ${applied.length} migrations applied`);
}, requireConsent);
