import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type Ran = {
  readonly status: number | null;
  readonly stdout: string;
  /** Lines of stderr, without the last line's end. */
  readonly faults: readonly string[];
};

/** Runs one of our commands as a process of its own, with `variables` and PATH as its environment. */
export async function runCommandFile(
  file: string,
  variables: Record<string, string>,
  parameters: readonly string[] = [],
): Promise<Ran> {
  const child = spawn(process.execPath, [file, ...parameters], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return {
    status,
    stdout: output.stdout,
    faults: output.stderr === "" ? [] : output.stderr.trimEnd().split("\n"),
  };
}
