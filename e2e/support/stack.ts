import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../sql/testing/cluster.ts";

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

type Ports = Readonly<Record<"api" | "apiMetrics" | "daemon" | "database", number>>;
export type StackFolder = { readonly path: string; readonly ports: Ports };

export type Stack = {
  readonly address: StackAddress;
  /** Ctrl-C, then waits for the end; answers how many milliseconds that took. */
  stop(): Promise<number>;
  /** kill -9 of the launcher: what it started finds itself alone. */
  kill(): Promise<void>;
  /** Of the launcher; null while it runs, or when a signal ended it. */
  exitCode(): number | null;
};

/** A data folder and ports of its own: nothing of a developer's running stack is touched. */
export async function makeStackFolder(): Promise<StackFolder> {
  return {
    path: mkdtempSync(join(tmpdir(), "futuresync-e2e-")),
    ports: {
      api: await freePort(),
      apiMetrics: await freePort(),
      daemon: await freePort(),
      database: await freePort(),
    },
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

function launcherEnvironment(
  folder: StackFolder,
  secrets: Pick<StackAddress, "password" | "jwtSecret">,
): NodeJS.ProcessEnv {
  const { api, apiMetrics, daemon, database } = folder.ports;
  return {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NODE_ENV: "development",
    DATA_DIR: folder.path,
    API_PORT: String(api),
    API_METRICS_PORT: String(apiMetrics),
    DAEMON_PORT: String(daemon),
    DATABASE_PORT: String(database),
    PUBLIC_URL: `http://127.0.0.1:${api}`,
    DEMO_PASSWORD: secrets.password,
    AUTH_JWT_SECRET: secrets.jwtSecret,
  };
}

function spawnLauncher(env: NodeJS.ProcessEnv): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ["sql/embedded/launcher.ts"], {
    cwd: ROOT,
    // A group of its own, as a shell gives each job: a signal to the tests is not one to the stack.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
}

/** For a start that must be refused: its exit code and what it said on stderr. */
export async function startInVain(
  folder: StackFolder,
  secrets: Pick<StackAddress, "password" | "jwtSecret">,
): Promise<{ code: number | null; errors: string[] }> {
  const launcher = spawnLauncher(launcherEnvironment(folder, secrets));
  const ended = once(launcher, "exit");
  launcher.stdout.resume();
  const errors = await text(launcher.stderr);
  await ended;
  return { code: launcher.exitCode, errors: errors.split("\n").filter((line) => line !== "") };
}

/** Starts the real thing as `npm start` does, and waits until API and daemon both answer. */
export async function startStack(
  name: string,
  folder: StackFolder,
  secrets: Pick<StackAddress, "password" | "jwtSecret">,
): Promise<Stack> {
  const { api, apiMetrics, daemon, database } = folder.ports;
  mkdirSync(LOGS, { recursive: true });
  const address: StackAddress = {
    origin: `http://127.0.0.1:${api}`,
    apiMetrics: `http://127.0.0.1:${apiMetrics}`,
    daemon: `http://127.0.0.1:${daemon}`,
    databasePort: database,
    dataDir: folder.path,
    logFile: join(LOGS, `${name}.log`),
    ...secrets,
  };
  const launcher = spawnLauncher(launcherEnvironment(folder, secrets));
  const log = createWriteStream(address.logFile);
  launcher.stdout.pipe(log, { end: false });
  launcher.stderr.pipe(log, { end: false });
  const ended = once(launcher, "exit");
  const isOver = () => launcher.exitCode !== null || launcher.signalCode !== null;
  const stop = async () => {
    const begun = performance.now();
    if (!isOver()) {
      launcher.kill("SIGINT");
      await Promise.race([ended, sleep(3 * STOP_PROMISE_MS, undefined, { ref: false })]);
      if (!isOver()) launcher.kill("SIGKILL");
    }
    const took = performance.now() - begun;
    log.end();
    // The folder goes, what its processes said stays beside the other reports.
    cpSync(join(folder.path, "logs"), join(LOGS, name), { recursive: true, force: true });
    return took;
  };
  try {
    await untilUp(launcher, address);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    stop,
    kill: async () => {
      launcher.kill("SIGKILL");
      await ended;
    },
    exitCode: () => launcher.exitCode,
  };
}

/** What the processes of the stack wrote down: by file, the launcher's terminal too. */
export function capturedLogs(address: StackAddress): Map<string, string> {
  const folder = join(address.dataDir, "logs");
  const logs = new Map([["terminal", readFileSync(address.logFile, "utf8")]]);
  for (const file of readdirSync(folder)) logs.set(file, readFileSync(join(folder, file), "utf8"));
  logs.set("server.log", readFileSync(join(address.dataDir, "postgres/server.log"), "utf8"));
  return logs;
}
