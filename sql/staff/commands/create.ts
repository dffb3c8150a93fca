import pg from "pg";
import { runCommand } from "../../database/commands/run-command.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { createStaff } from "../create.ts";

await runCommand(async (env) => {
  const client = new pg.Client(await primarySettings(env, "admin"));
  await client.connect();
  try {
    const [email, name, role] = process.argv.slice(2);
    const password = await createStaff(client, { email, name, role });
    console.log(`The account is made. Its password, shown this once: ${password}`);
  } finally {
    await client.end();
  }
});
