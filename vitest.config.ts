import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{sql,api,daemon,console,grafana,e2e}/**/*.test.{ts,tsx}"],
    globalSetup: ["sql/testing/global-setup.ts"],
    reporters: ["default", ["json", { outputFile: ".reports/vitest.json" }]],
    // Two cores: each test file has a database, and some start processes of their own.
    maxWorkers: 2,
    // Tests that seal wait until the transactions of all other files have ended: one loads 200,000 users.
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
