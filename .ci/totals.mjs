// Adds up what the two test runners wrote to .reports/. A command that failed although no test did
// (types, lint, format, dead code, build, a runner that never started) counts as one failure.
import { existsSync, readFileSync } from "node:fs";

const read = (name) => {
  const file = new URL(`../.reports/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
};

const totals = { passed: 0, failed: 0, skipped: 0 };
const vitest = read("vitest");
if (vitest) {
  totals.passed += vitest.numPassedTests;
  totals.failed += vitest.numFailedTests;
  totals.skipped += vitest.numPendingTests + vitest.numTodoTests;
}
const playwright = read("playwright");
if (playwright) {
  totals.passed += playwright.stats.expected;
  totals.failed += playwright.stats.unexpected + playwright.stats.flaky;
  totals.skipped += playwright.stats.skipped;
}
if (process.argv[2] !== "0" && totals.failed === 0) totals.failed = 1;

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
