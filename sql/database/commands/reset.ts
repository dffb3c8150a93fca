import pg from "pg";
import { connectionSettings } from "../connection.ts";
import { EnvironmentError, isProduction } from "../environment.ts";
import { initialiseDatabase } from "../initialise.ts";
import { loginPasswords } from "../logins.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  if (isProduction(env)) throw new EnvironmentError("NODE_ENV: db:reset never runs in production");
  const admin = connectionSettings(env, "admin");
  const client = new pg.Client({ ...admin, database: "postgres" });
  await client.connect();
  try {
    // FORCE: a running API or daemon loses its connections and finds the new database by itself.
    await client.query(
      `DROP DATABASE IF EXISTS ${client.escapeIdentifier(admin.database)} WITH (FORCE)`,
    );
  } finally {
    await client.end();
  }
  const applied = await initialiseDatabase(admin, loginPasswords(env));
  console.log(`${admin.database} is empty again: ${applied.length} migrations applied`);
});
