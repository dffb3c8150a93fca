import { writeFileSync } from "node:fs";
import { primarySettings } from "../hosts/find-primary.ts";
import { describeSchema } from "../describe-schema.ts";
import { createPool } from "../pool.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const pool = createPool(await primarySettings(env, "admin"), {
    applicationName: "futuresync-describe",
    onError: (error) => console.error(error.message),
  });
  try {
    const file = new URL("../schema.txt", import.meta.url);
    writeFileSync(file, await describeSchema(pool));
    console.log("written: sql/database/schema.txt");
  } finally {
    await pool.end();
  }
});
