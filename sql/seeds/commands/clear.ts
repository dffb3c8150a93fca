import { primarySettings } from "../../database/hosts/find-primary.ts";
import { refuseInProduction } from "../../database/environment.ts";
import { runCommand } from "../../database/commands/run-command.ts";
import { clearDemo } from "../clear.ts";

await runCommand(async (env) => {
  refuseInProduction(env, "seeds:clear");
  const users = await clearDemo(await primarySettings(env, "admin"));
  console.log(`${users} demo users removed`);
});
