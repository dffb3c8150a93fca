// Adds up what the test runners wrote to .reports/: vitest once for everything on the newest PostgreSQL
// and once for each version before (matrix-14.json …), and the journeys. A command that failed although no test did
// (types, lint, format, dead code, build, a runner that never started) counts as one failure.
import { existsSync, readFileSync, readdirSync } from "node:fs";

const REPORTS = new URL("../.reports/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, REPORTS), "utf8"));
const names = existsSync(REPORTS) ? readdirSync(REPORTS) : [];

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const name of names.filter((name) => /^(vitest|matrix-\d+)\.json$/.test(name))) {
  const vitest = read(name);
  totals.passed += vitest.numPassedTests;
  totals.failed += vitest.numFailedTests;
  totals.skipped += vitest.numPendingTests + vitest.numTodoTests;
}
if (names.includes("playwright.json")) {
  const playwright = read("playwright.json");
  totals.passed += playwright.stats.expected;
  totals.failed += playwright.stats.unexpected + playwright.stats.flaky;
  totals.skipped += playwright.stats.skipped;
}
if (process.argv[2] !== "0" && totals.failed === 0) totals.failed = 1;

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
