import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import type { ConnectionSettings, Login } from "./connection.ts";
import { migrate } from "./migrator.ts";
import { scramVerifier } from "./scram.ts";
import { withClient } from "./with-client.ts";

const DIRECTORY = fileURLToPath(new URL("../init", import.meta.url));
/** Roles are shared by all databases of a cluster: two at once would trip over each other. */
const LOCK = 4_707_201_812;
const NAME = "futuresync-init";

export type LoginPassword = {
  readonly login: Exclude<Login, "admin">;
  readonly password: string;
};

/**
 * Database, roles, extensions, passwords of the logins, then the migrations. Idempotent: what is
 * there stays, what is missing is made. `admin` may create roles, databases and extensions.
 * Answers the names of the migrations it applied.
 */
export async function initialiseDatabase(
  admin: ConnectionSettings,
  logins: readonly LoginPassword[],
  onProgress?: (line: string) => void,
): Promise<string[]> {
  await withClient({ ...admin, database: "postgres" }, NAME, async (maintenance) => {
    // The lock of this session guards all databases: advisory locks are per database, and this is
    // the one all callers pass through.
    await maintenance.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await createDatabase(maintenance, admin.database);
    await withClient(admin, NAME, async (client) => {
      for (const file of readdirSync(DIRECTORY).toSorted()) {
        if (file.endsWith(".sql")) await client.query(readFileSync(join(DIRECTORY, file), "utf8"));
      }
      for (const { login, password } of logins) {
        await runFormatted(client, "ALTER ROLE %I PASSWORD %L", [login, scramVerifier(password)]);
      }
    });
  });
  return migrate(admin, onProgress === undefined ? {} : { onProgress });
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount === 0) {
    await runFormatted(client, "CREATE DATABASE %I ENCODING 'UTF8' TEMPLATE template0", [name]);
  }
}

/** Utility statements take no parameters: the server quotes the values into `template`. */
async function runFormatted(
  client: pg.Client,
  template: string,
  values: readonly string[],
): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    "SELECT format($1, VARIADIC $2::text[]) AS statement",
    [template, values],
  );
  for (const { statement } of rows) await client.query(statement);
}
