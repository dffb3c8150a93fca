import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./child.ts";
import { EmbeddedError } from "./errors.ts";

const CONSOLE = join(REPOSITORY, "console");
const DIST = join(CONSOLE, "dist");
/** What the bundle is made of; dependencies change with the lock file. */
const SOURCES = ["console", "api/contracts", "package-lock.json"].map((path) =>
  join(REPOSITORY, path),
);

/** True when the console was never built, or a source is newer than what was built of it. */
export function consoleIsStale(): boolean {
  const built = statSync(join(DIST, "index.html"), { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((path) => newest(path) > built.mtimeMs);
}

function newest(path: string): number {
  if (path === DIST) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * Builds into a folder beside and moves it into place when whole: a start that is interrupted leaves
 * the old console or none, never half of one.
 */
export async function buildConsole(signal: AbortSignal): Promise<void> {
  const cache = join(REPOSITORY, "node_modules", ".cache");
  const draft = join(cache, `console-${process.pid}`);
  const previous = join(cache, `console-${process.pid}-previous`);
  mkdirSync(cache, { recursive: true });
  try {
    await vite(["build", "--config", join(CONSOLE, "vite.config.ts"), "--outDir", draft], signal);
    if (existsSync(DIST)) renameSync(DIST, previous);
    renameSync(draft, DIST);
  } finally {
    for (const folder of [draft, previous]) rmSync(folder, { recursive: true, force: true });
  }
}

async function vite(args: readonly string[], signal: AbortSignal): Promise<void> {
  const program = join(REPOSITORY, "node_modules", "vite", "bin", "vite.js");
  if (!existsSync(program)) {
    throw new EmbeddedError("the console cannot be built: run npm ci with the devDependencies");
  }
  const child = spawn(process.execPath, [program, ...args, "--emptyOutDir"], {
    cwd: REPOSITORY,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new EmbeddedError(`the console cannot be built:\n${stderr.trimEnd()}`);
}
