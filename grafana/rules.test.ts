import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const cwd = fileURLToPath(new URL("prometheus", import.meta.url));
const hasPromtool = await run("promtool", ["--version"]).then(
  () => true,
  () => false,
);

// Prometheus is no dependency of ours: where its promtool is not there, this does not run and says so.
describe.skipIf(!hasPromtool)("the rules, as promtool runs them", () => {
  test("are valid", async () => {
    const { stdout } = await run("promtool", ["check", "rules", "futuresync.rules.yml"], { cwd });
    expect(stdout).toContain("SUCCESS");
  });

  test("alarm at the figures they say, and not before", async () => {
    const { stdout } = await run("promtool", ["test", "rules", "futuresync.rules.test.yml"], {
      cwd,
    });
    expect(stdout).toContain("SUCCESS");
  });
});
