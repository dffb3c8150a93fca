import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { testedVersion } from "./server-version.ts";

/** The tests of `npm run test:matrix`: those of sql/ whose outcome hangs on the server's version. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["sql/**/*.test.ts"],
    exclude: [
      // The launcher of the embedded server, which is always the newest.
      "sql/embedded/**",
      // Commands as processes: on every version the run itself begins with db:init's work.
      "sql/database/commands/**",
      // Files, processes and variables; no database.
      "sql/artifacts/**",
      "sql/process/**",
      "sql/database/{env-example,keys,connection}.test.ts",
      "sql/database/hosts/{roles,wal,silent}.test.ts",
    ],
    globalSetup: ["sql/testing/global-setup.ts"],
    reporters: ["dot", ["json", { outputFile: `.reports/matrix-${testedVersion()}.json` }]],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
