import {
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { EmbeddedError } from "./errors.ts";
import { isAlive } from "./is-alive.ts";
import { runServerProgram } from "./server-process.ts";
import type { SystemUser } from "./system-user.ts";

/** A cluster on disk and the programs and the account that run it. */
export type Cluster = {
  /** Holds `data` (the server's data directory) and `server.log`. */
  readonly folder: string;
  /** The folder with `bin`, `lib` and `share`, readable by `user`. */
  readonly native: string;
  readonly user: SystemUser | undefined;
};

const DRAFT = ".initdb-";

export const dataDirectory = (cluster: Cluster): string => join(cluster.folder, "data");
const logFile = (cluster: Cluster): string => join(cluster.folder, "server.log");
const program = (cluster: Cluster, name: "initdb" | "pg_ctl"): string =>
  join(cluster.native, "bin", name);

/**
 * What counts as a letter. pg_trgm asks libc, not the provider: under C it finds no trigram in a name
 * of another script and an infix search reads the whole index. Linux always has C.UTF-8; elsewhere
 * such a search is slow and right.
 */
const LETTERS = process.platform === "linux" ? "C.UTF-8" : "C";
/** The builtin provider is 17's; the matrix of tests names another for the versions before. */
const LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];

export type InitialiseOptions = {
  readonly signal?: AbortSignal | undefined;
  /** What initdb is told about the provider of the collation. */
  readonly locale?: readonly string[];
};

export function isInitialised(cluster: Cluster): boolean {
  return existsSync(join(dataDirectory(cluster), "PG_VERSION"));
}

/**
 * Makes the cluster in a folder beside its place and renames it when whole: a kill or a full disk in
 * between leaves no half cluster. UTF-8 whatever LANG says, collation by code point (builtin
 * provider, 17+) so that the system's libc cannot change the order of an index.
 */
export async function initialise(
  cluster: Cluster,
  password: string,
  { signal, locale = LOCALE }: InitialiseOptions = {},
): Promise<void> {
  const { folder, user } = cluster;
  removeAbandonedDrafts(folder);
  const draft = mkdtempSync(`${folder}${DRAFT}${process.pid}-`);
  try {
    const passwordFile = join(draft, "password");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) {
      chownSync(draft, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    const { code, stderr } = await runServerProgram(
      program(cluster, "initdb"),
      [
        `--pgdata=${join(draft, "data")}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        ...locale,
        "--locale=C",
        `--lc-ctype=${LETTERS}`,
      ],
      { user, signal },
    );
    if (code !== 0) throw new EmbeddedError(`initdb failed: ${lastReason(stderr)}`);
    rmSync(passwordFile);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Of a start that was killed: no live process works on them. */
function removeAbandonedDrafts(folder: string): void {
  const prefix = `${basename(folder)}${DRAFT}`;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10)))
      continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Starts the server and waits until it accepts connections. */
export async function startServer(
  cluster: Cluster,
  port: number,
  settings: readonly string[] = [],
): Promise<void> {
  const options = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    // No socket file: /tmp may hold one of another account, and TCP serves all of us.
    "-c unix_socket_directories=",
    "-c timezone=UTC",
    "-c log_timezone=UTC",
    ...settings.map((setting) => `-c ${setting}`),
  ].join(" ");
  // pg_ctl appends to the log; only what this start adds tells why it failed.
  const before = existsSync(logFile(cluster)) ? readFileSync(logFile(cluster)).length : 0;
  const { code } = await runServerProgram(
    program(cluster, "pg_ctl"),
    [
      "-D",
      dataDirectory(cluster),
      "-w",
      "-t",
      "60",
      "-l",
      logFile(cluster),
      "-o",
      options,
      "start",
    ],
    { user: cluster.user, quiet: true },
  );
  if (code === 0) return;
  const added = existsSync(logFile(cluster))
    ? readFileSync(logFile(cluster)).subarray(before).toString("utf8")
    : "";
  throw new EmbeddedError(`PostgreSQL does not start: ${lastReason(added)}`);
}

/**
 * Stops the server: open transactions are rolled back. One that has not stopped after three seconds
 * is ended at once and recovers at its next start.
 */
export async function stopServer(
  cluster: Cluster,
  mode: "fast" | "immediate" = "fast",
): Promise<void> {
  const { code } = await runServerProgram(
    program(cluster, "pg_ctl"),
    ["-D", dataDirectory(cluster), "-w", "-t", "3", "-m", mode, "stop"],
    { user: cluster.user, quiet: true },
  );
  if (code !== 0 && mode === "fast") await stopServer(cluster, "immediate");
}

/** The line of the server's output that says why: the last FATAL, PANIC or error, else the last. */
function lastReason(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const reason =
    lines.findLast((line) => /\b(FATAL|PANIC|error|ERROR):/.test(line)) ?? lines.at(-1);
  return reason?.replace(/^.*?(?:FATAL|PANIC|ERROR|error):\s*/, "") ?? "no reason was logged";
}
