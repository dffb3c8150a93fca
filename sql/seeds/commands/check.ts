import { primarySettings } from "../../database/hosts/find-primary.ts";
import { refuseInProduction } from "../../database/environment.ts";
import { runCommand } from "../../database/commands/run-command.ts";
import { createPool } from "../../database/pool.ts";
import { checkSeeds } from "../check.ts";

await runCommand(async (env) => {
  refuseInProduction(env, "seeds:check");
  const pool = createPool(await primarySettings(env, "admin"), {
    applicationName: "seeds-check",
    onError: (error) => console.error(error.message),
  });
  try {
    const results = await checkSeeds(pool);
    for (const { name, faults } of results) {
      console.log(`${faults === 0 ? "ok " : "OFF"} ${name}${faults === 0 ? "" : `: ${faults}`}`);
    }
    if (results.some(({ faults }) => faults !== 0)) process.exitCode = 1;
  } finally {
    await pool.end();
  }
});
