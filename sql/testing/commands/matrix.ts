import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { EmbeddedError } from "../../embedded/errors.ts";
import { VERSIONS, hasServers, nativeFolderOf } from "../server-version.ts";
import type { Version } from "../server-version.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const VITEST = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
const report = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });

type Outcome = { readonly line: string; readonly passed: number; readonly failed: number };

/** The tests of matrix.config.ts on one version; what vitest says is shown when something failed. */
async function runOn(version: Version): Promise<Outcome> {
  const file = `${ROOT}.reports/matrix-${version}.json`;
  rmSync(file, { force: true });
  try {
    nativeFolderOf(version);
  } catch (error) {
    if (!(error instanceof EmbeddedError)) throw error;
    return { line: `NOT RUN: ${error.message}`, passed: 0, failed: hasServers() ? 1 : 0 };
  }
  const begun = performance.now();
  const { code, output } = await vitest(version);
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (code !== 0) process.stdout.write(output);
  if (!existsSync(file)) return { line: "NOT RUN: see above", passed: 0, failed: 1 };
  const counts = report.parse(JSON.parse(readFileSync(file, "utf8")));
  const passed = counts.numPassedTests;
  // A run that fails although no test did (a database left, a file that does not load) has failed.
  const failed = code === 0 ? 0 : Math.max(1, counts.numFailedTests);
  return { line: `${passed} passed, ${failed} failed, ${seconds} s`, passed, failed };
}

async function vitest(version: Version): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [VITEST, "run", "--config", "sql/testing/matrix.config.ts"],
    {
      cwd: ROOT,
      env: { ...process.env, FUTURESYNC_TEST_POSTGRES: String(version), NO_COLOR: "1" },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

// One after the other: a run keeps two cores busy. `-- 14 15` runs those alone.
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !VERSIONS.some((version) => String(version) === name));
if (unknown.length > 0) {
  console.error(`test:matrix takes versions of ${VERSIONS.join(", ")}: not ${unknown.join(", ")}`);
  process.exit(1);
}
const total = { passed: 0, failed: 0 };
for (const version of VERSIONS) {
  if (wanted.length > 0 && !wanted.includes(String(version))) continue;
  const { line, passed, failed } = await runOn(version);
  console.log(`PostgreSQL ${version}: ${line}`);
  total.passed += passed;
  total.failed += failed;
}
console.log(`matrix: ${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
