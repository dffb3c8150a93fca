import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { freePort } from "../../sql/testing/cluster.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;

export type DaemonProcess = {
  readonly pid: number;
  /** Lines of its log so far, parsed. */
  readonly log: () => readonly Record<string, unknown>[];
  readonly output: () => string;
  /** Its address, known once it listens. */
  readonly address: () => string;
  /** Resolves when it has exited, with its exit code (null: by a signal). */
  readonly exited: Promise<number | null>;
  readonly signal: (name: NodeJS.Signals) => void;
};

/** A real daemon on a test database. Resolves when its log says that it works, unless told not to wait. */
export async function startDaemon(
  database: TestDatabase,
  artifacts: string,
  options: { readonly wait?: boolean; readonly env?: Record<string, string> } = {},
): Promise<DaemonProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...database.environment("futuresync_daemon"),
      // Keys and the ledger: what is no export is swept from among the exports.
      DATA_DIR: join(artifacts, "data"),
      ARTIFACTS_DIR: artifacts,
      DAEMON_PORT: String(await freePort()),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const log = () =>
    output
      .split("\n")
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  // A test that fails half-way leaves no process behind.
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  if (child.pid === undefined) throw new Error("the daemon could not be spawned");
  const daemon: DaemonProcess = {
    pid: child.pid,
    log,
    output: () => output,
    address: () => {
      const line = log().find((entry) => typeof entry["port"] === "number");
      if (line === undefined) throw new Error(`the daemon does not listen:\n${output}`);
      return `http://127.0.0.1:${String(line["port"])}`;
    },
    exited,
    signal: (name) => child.kill(name),
  };
  if (options.wait !== false) {
    await until(() => {
      if (child.exitCode !== null) throw new Error(`the daemon exited:\n${output}`);
      return log().some((entry) => entry["msg"] === "the daemon works");
    }, "the daemon to work");
  }
  return daemon;
}

/** Looks every few milliseconds until `condition` holds. Throws after 20 s, naming what it waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  everyMs = 5,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited 20 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
