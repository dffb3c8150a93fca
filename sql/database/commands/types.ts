import { writeFileSync } from "node:fs";
import { generateColumnTypes } from "../column-types.ts";
import { primarySettings } from "../hosts/find-primary.ts";
import { createPool } from "../pool.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const pool = createPool(await primarySettings(env, "admin"), {
    applicationName: "futuresync-types",
    onError: (error) => console.error(error.message),
  });
  try {
    const file = new URL("../tables.gen.ts", import.meta.url);
    writeFileSync(file, await generateColumnTypes(pool));
    console.log("written: sql/database/tables.gen.ts");
  } finally {
    await pool.end();
  }
});
