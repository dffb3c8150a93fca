import { spawn } from "node:child_process";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const LEASH = new URL("./leash.ts", import.meta.url).href;
const LOG_LIMIT = 10 * 1024 * 1024;

export type Child = {
  readonly name: string;
  /** Resolves when the process ended, with one line that says how. */
  readonly ended: Promise<string>;
  /** SIGTERM, and SIGKILL after `grace` ms or at once when `hurry` fires. */
  stop(grace: number, hurry: AbortSignal): Promise<void>;
};

/**
 * Starts one of our programs (a path in the repository) as a process of its own, in a process group
 * of its own: Ctrl-C in the terminal reaches the launcher alone, which stops them in order. What it
 * says goes to `log`; the launcher's terminal stays readable.
 */
export function startChild(options: {
  readonly name: string;
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
}): Child {
  const { name, log } = options;
  const output = openLog(log);
  const from = fstatSync(output).size;
  const child = spawn(process.execPath, ["--import", LEASH, join(REPOSITORY, options.program)], {
    cwd: REPOSITORY,
    detached: true,
    env: options.env,
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  let isOver = false;
  const ended = new Promise<string>((resolve) => {
    const over = (how: string) => {
      isOver = true;
      resolve(`the ${name} stopped (${how}): ${lastWords(log, from)}`);
    };
    child.once("error", (error) => over(error.message));
    child.once("exit", (code, signal) => over(signal ?? `exit code ${String(code)}`));
  });
  const kill = () => {
    if (!isOver) child.kill("SIGKILL");
  };
  return {
    name,
    ended,
    stop: async (grace, hurry) => {
      if (isOver) return;
      if (hurry.aborted) kill();
      else child.kill("SIGTERM");
      const timer = setTimeout(kill, grace);
      hurry.addEventListener("abort", kill);
      await ended;
      hurry.removeEventListener("abort", kill);
      clearTimeout(timer);
    },
  };
}

/** Appends; a log of more than 10 MB makes room for a new one, with one predecessor kept. */
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

/** What the process said last: the message of a JSON line, the error of a stack, or a plain line. */
function lastWords(file: string, from: number): string {
  const text = readFileSync(file).subarray(from).toString("utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("Node.js v"));
  const last = lines.findLast((line) => /^\{|^\w*Error\b/.test(line)) ?? lines.at(-1);
  if (last === undefined) return `nothing in ${file}`;
  try {
    const entry: unknown = JSON.parse(last);
    if (typeof entry === "object" && entry !== null && "msg" in entry) return String(entry.msg);
  } catch {
    // Not JSON: the line itself.
  }
  return last;
}
