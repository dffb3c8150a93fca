import { runCommand } from "../../database/commands/run-command.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { withClient } from "../../database/with-client.ts";
import { selectTables } from "../facts.ts";
import { distributionReport } from "../report.ts";

await runCommand(async (env) => {
  const settings = await primarySettings(env, "admin");
  const tables = await withClient(settings, "futuresync-check-distribution", selectTables);
  console.log(distributionReport(tables));
});
