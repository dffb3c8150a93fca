import { runCommand } from "../../database/commands/run-command.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { readKeys } from "../../database/keys.ts";
import { withClient } from "../../database/with-client.ts";
import { rotateTable, selectOlderKeys } from "../rotate.ts";
import { SEALED_TABLES } from "../sealed-columns.ts";

await runCommand(async (env) => {
  const keys = readKeys(env);
  const { id } = keys.newest;
  await withClient(
    await primarySettings(env, "admin"),
    "futuresync-keys-rotate",
    async (client) => {
      const left: string[] = [];
      for (const table of SEALED_TABLES) {
        const { sealed, faults } = await rotateTable(client, keys, table);
        for (const [column, count] of Object.entries(sealed)) {
          console.log(`${table.table}.${column}: ${count} sealed anew under ${id}`);
        }
        for (const { key_id, rows } of await selectOlderKeys(client, keys, table)) {
          left.push(`${rows} rows of ${table.table} need ${key_id ?? "a key that nothing names"}`);
        }
        if (faults[0] !== undefined) left.push(`first: ${faults[0]}`);
      }
      if (left.length > 0) {
        console.error(`no key may leave ENCRYPTION_KEY: ${left.join("; ")}`);
        process.exitCode = 1;
        return;
      }
      const may =
        keys.older.length === 0 ? "" : `: ${keys.older.join(", ")} may leave ENCRYPTION_KEY`;
      console.log(`every secret is under ${id}${may}`);
    },
  );
});
