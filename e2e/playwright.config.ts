import { defineConfig } from "playwright/test";
import { browserFlags } from "./support/browser.ts";

// Found by the global set-up, whose environment the workers inherit: whoever only reads this file, as
// knip does, installs no browser.
const browser = process.env["E2E_BROWSER"];

export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../.reports/journeys",
  globalSetup: "./support/stack.config.ts",
  // One stack on two cores: journeys that run at once would only slow each other down.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Generous: a machine that builds something else beside them is no fault of ours.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "../.reports/playwright.json" }]],
  use: {
    browserName: "chromium",
    launchOptions: {
      ...(browser !== undefined && { executablePath: browser }),
      args: browserFlags(),
    },
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    contextOptions: { reducedMotion: "reduce" },
    // No trace: recording one costs more than the journeys themselves.
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "journeys", testIgnore: "logs-hold-no-personal-data.e2e.ts" },
    // Reads what all the others made the stack write, so it comes last.
    {
      name: "logs",
      testMatch: "logs-hold-no-personal-data.e2e.ts",
      dependencies: ["journeys"],
    },
  ],
});
