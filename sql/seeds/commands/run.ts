import { primarySettings } from "../../database/hosts/find-primary.ts";
import { refuseInProduction } from "../../database/environment.ts";
import { runCommand } from "../../database/commands/run-command.ts";
import { readKeys } from "../../database/keys.ts";
import { DEMO_USERS, seedDemo } from "../seed-demo.ts";
import { demoPassword } from "../demo-password.ts";

await runCommand(async (env) => {
  refuseInProduction(env, "seeds:run");
  const { password, isNew } = demoPassword(env);
  const begun = performance.now();
  const made = await seedDemo(await primarySettings(env, "admin"), {
    password,
    keys: readKeys(env),
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    made ? `${DEMO_USERS} demo users and the demo staff in ${seconds} s` : "already there",
  );
  if (isNew) console.log(`password of the demo staff: ${password}`);
});
