import pg from "pg";
import { connectionSettings } from "../connection.ts";
import { selectPendingMigrations } from "../migrator.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const admin = connectionSettings(env, "admin");
  const client = new pg.Client({ ...admin, application_name: "futuresync-health" });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; size: string; standby: boolean }>(
      `SELECT current_setting('server_version') AS version,
              pg_size_pretty(pg_database_size(current_database())) AS size,
              pg_is_in_recovery() AS standby`,
    );
    for (const { version, size, standby } of rows) {
      console.log(`server      PostgreSQL ${version}, ${standby ? "standby" : "primary"}`);
      console.log(`database    ${admin.database}, ${size}`);
    }
    const pending = await selectPendingMigrations(client);
    console.log(
      `migrations  ${pending.length === 0 ? "up to date" : `missing: ${pending.join(", ")}`}`,
    );
    if (pending.length > 0) process.exitCode = 1;
  } finally {
    await client.end();
  }
});
