import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = resolve(import.meta.dirname, "../..");
const LOGS = join(ROOT, ".reports/logs");
/** A first start makes the cluster, migrates, loads 2,000 users and may build the console. */
const START_TIMEOUT_MS = 150_000;
/** What the README promises for Ctrl-C. */
export const STOP_PROMISE_MS = 10_000;

/** All a journey needs to reach a running stack; plain data, so that it passes to the workers. */
export type StackAddress = {
  readonly origin: string;
  readonly apiMetrics: string;
  readonly daemon: string;
  readonly databasePort: number;
  readonly dataDir: string;
  readonly password: string;
  readonly jwtSecret: string;
  readonly logFile: string;
};

export type StackFolder = { readonly path: string; readonly ports: readonly number[] };

export type Stack = {
  readonly address: StackAddress;
  readonly launcher: ChildProcess;
  /** Ctrl-C, then waits for the end; answers how long that took. */
  stop(): Promise<number>;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  server.close();
  await once(server, "close");
  return address.port;
}

/** A data folder and ports of its own: nothing of a developer's running stack is touched. */
export async function makeStackFolder(): Promise<StackFolder> {
  return {
    path: mkdtempSync(join(tmpdir(), "futuresync-e2e-")),
    ports: [await freePort(), await freePort(), await freePort(), await freePort()],
  };
}

export function removeStackFolder(folder: StackFolder): void {
  rmSync(folder.path, { recursive: true, force: true });
}

export function newSecrets(): Pick<StackAddress, "password" | "jwtSecret"> {
  return {
    password: `e2e-${randomBytes(12).toString("base64url")}`,
    jwtSecret: randomBytes(36).toString("base64url"),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function untilUp(launcher: ChildProcess, address: StackAddress): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (launcher.exitCode !== null || launcher.signalCode !== null) {
      throw new Error(`the launcher ended early; its output:\n${lastLines(address.logFile)}`);
    }
    if (
      (await answers(`${address.origin}/api/db/health`)) &&
      (await answers(`${address.daemon}/health`))
    ) {
      return;
    }
    await sleep(200);
  }
  throw new Error(
    `not up after ${START_TIMEOUT_MS} ms; its output:\n${lastLines(address.logFile)}`,
  );
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-30).join("\n");
}

/** Starts the real thing as `npm start` does, and waits until API and daemon both answer. */
export async function startStack(
  name: string,
  folder: StackFolder,
  secrets: Pick<StackAddress, "password" | "jwtSecret">,
): Promise<Stack> {
  const [api, apiMetrics, daemon, databasePort] = folder.ports;
  if (databasePort === undefined) throw new Error("four ports are needed");
  mkdirSync(LOGS, { recursive: true });
  const logFile = join(LOGS, `${name}.log`);
  const address: StackAddress = {
    origin: `http://127.0.0.1:${api}`,
    apiMetrics: `http://127.0.0.1:${apiMetrics}`,
    daemon: `http://127.0.0.1:${daemon}`,
    databasePort,
    dataDir: folder.path,
    logFile,
    ...secrets,
  };
  const launcher = spawn(process.execPath, ["sql/embedded/launcher.ts"], {
    cwd: ROOT,
    // A group of its own, as a shell gives each job: a signal to the tests is not one to the stack.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      NODE_ENV: "development",
      DATA_DIR: folder.path,
      API_PORT: String(api),
      API_METRICS_PORT: String(apiMetrics),
      DAEMON_PORT: String(daemon),
      DATABASE_PORT: String(databasePort),
      PUBLIC_URL: address.origin,
      DEMO_PASSWORD: secrets.password,
      AUTH_JWT_SECRET: secrets.jwtSecret,
    },
  });
  const log = createWriteStream(logFile);
  launcher.stdout.pipe(log, { end: false });
  launcher.stderr.pipe(log, { end: false });
  const ended = once(launcher, "exit");
  const stop = async () => {
    const begun = performance.now();
    if (launcher.exitCode === null && launcher.signalCode === null) {
      launcher.kill("SIGINT");
      await Promise.race([ended, sleep(3 * STOP_PROMISE_MS, undefined, { ref: false })]);
      if (launcher.exitCode === null && launcher.signalCode === null) launcher.kill("SIGKILL");
    }
    const took = performance.now() - begun;
    log.end();
    return took;
  };
  try {
    await untilUp(launcher, address);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, launcher, stop };
}

/** The whole captured output of a run: launcher, API and daemon. */
export function capturedLogs(address: StackAddress): string {
  return readFileSync(address.logFile, "utf8");
}
