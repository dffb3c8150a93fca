import { z } from "zod";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { runCommand } from "../../database/commands/run-command.ts";
import { EnvironmentError, refuseInProduction } from "../../database/environment.ts";
import { readKeys } from "../../database/keys.ts";
import { addUsers } from "../perf.ts";

const amount = z.coerce.number().int().min(1).max(1_000_000);

await runCommand(async (env) => {
  refuseInProduction(env, "seeds:perf");
  const users = amount.safeParse(process.argv[2]);
  if (!users.success) throw new EnvironmentError("seeds:perf takes a number from 1 to 1,000,000");
  const keys = readKeys(env);
  await addUsers(await primarySettings(env, "admin"), users.data, keys, (progress) => {
    const rate = Math.round(progress.users / progress.seconds);
    console.log(`${progress.users} of ${users.data} users, ${rate} a second`);
  });
});
