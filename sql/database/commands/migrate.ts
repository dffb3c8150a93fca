import { connectionSettings } from "../connection.ts";
import { migrate } from "../migrator.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const applied = await migrate(connectionSettings(env, "admin"), { onProgress: console.log });
  console.log(applied.length === 0 ? "nothing to migrate" : `${applied.length} migrations applied`);
});
