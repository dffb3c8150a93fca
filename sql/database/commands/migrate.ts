import { primarySettings } from "../hosts/find-primary.ts";
import { migrate } from "../migrator.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const applied = await migrate(await primarySettings(env, "admin"), { onProgress: console.log });
  console.log(applied.length === 0 ? "nothing to migrate" : `${applied.length} migrations applied`);
});
