import { runCommand } from "../../database/commands/run-command.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { withClient } from "../../database/with-client.ts";
import { createStaff } from "../create.ts";

await runCommand(async (env) => {
  const [email, name, role] = process.argv.slice(2);
  const password = await withClient(
    await primarySettings(env, "admin"),
    "futuresync-staff-create",
    (client) => createStaff(client, { email, name, role }),
  );
  console.log(`The account is made. Its password, shown this once: ${password}`);
});
