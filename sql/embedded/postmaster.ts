import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

export type RunningServer = { readonly pid: number; readonly port: number };

/**
 * The server that runs on a data directory, by its postmaster.pid (line 1 the process, line 4 the
 * port). A file that names no live server of this directory is removed where PostgreSQL itself would
 * take it for one and refuse to start: a defunct postmaster that nothing reaps, and a process id
 * that now belongs to another program (a reboot, a container's low numbers).
 */
export function runningServer(dataDirectory: string): RunningServer | undefined {
  const file = join(dataDirectory, "postmaster.pid");
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return undefined;
  const state = processState(pid, dataDirectory);
  if (state === "server") return { pid, port };
  // When the process is gone PostgreSQL removes the file itself.
  if (state === "something else") rmSync(file, { force: true });
  return undefined;
}

function processState(pid: number, dataDirectory: string): "server" | "something else" | "gone" {
  try {
    process.kill(pid, 0);
  } catch {
    // ESRCH: gone. EPERM: another account's, and the server always runs as the owner of its data.
    return "gone";
  }
  const found = process.platform === "linux" ? linuxProcess(pid) : bsdProcess(pid);
  if (found === undefined) return "gone";
  if (found.defunct || !/(^|\/)postgres$/.test(found.program)) return "something else";
  // Another cluster's server got the number: a server's working directory is its data directory.
  if (found.directory !== undefined && found.directory !== realpathSync(dataDirectory)) {
    return "something else";
  }
  return "server";
}

type FoundProcess = {
  readonly defunct: boolean;
  readonly program: string;
  readonly directory?: string;
};

function linuxProcess(pid: number): FoundProcess | undefined {
  try {
    // The name in parentheses may itself hold parentheses: the state follows the last one.
    const state = /\) (\S)/.exec(
      readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\)/s, ")"),
    )?.[1];
    if (state === "Z" || state === "X") return { defunct: true, program: "" };
    return {
      defunct: false,
      // "(deleted)": node_modules was renewed under the running server.
      program: readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ""),
      directory: readlinkSync(`/proc/${pid}/cwd`),
    };
  } catch {
    return undefined;
  }
}

function bsdProcess(pid: number): FoundProcess | undefined {
  try {
    const [state = "", program = ""] = execFileSync(
      "ps",
      ["-o", "stat=,comm=", "-p", String(pid)],
      {
        encoding: "utf8",
        stdio: "pipe",
      },
    )
      .trim()
      .split(/\s+/, 2);
    return { defunct: state.startsWith("Z"), program };
  } catch {
    return undefined;
  }
}
