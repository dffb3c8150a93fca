import pg from "pg";
import { connectionSettings } from "../connection.ts";
import { refuseInProduction } from "../environment.ts";
import { initialiseDatabase } from "../initialise.ts";
import { loginPasswords } from "../logins.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  refuseInProduction(env, "db:reset");
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
