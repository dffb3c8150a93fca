import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { nativeFolder } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { mayEnter, serverUser } from "./system-user.ts";
import type { SystemUser } from "./system-user.ts";

/** Where root puts what the server's account must reach when the checkout is closed to it. */
const MACHINE_FOLDER = "/var/lib/futuresync-admin";

/**
 * The cluster of a DATA_DIR: its place on disk, and programs and account to run it. As root under a
 * folder closed to the server's account (a checkout in /root), programs and data lie in
 * `machineFolder`, and `DATA_DIR/postgres` is a link to the data.
 */
export function locateCluster(dataDir: string, machineFolder = MACHINE_FOLDER): Cluster {
  makeDataDir(dataDir);
  const place = join(dataDir, "postgres");
  const existing = lstatSync(place, { throwIfNoEntry: false });
  const user = serverUser(existsSync(place) ? place : undefined);
  const folder =
    existing !== undefined || isReachable(dataDir, user) ? place : linkAway(place, machineFolder);
  return {
    // The link leads to a folder that is made later: the path itself, not realpath.
    folder:
      lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true
        ? readlinkSync(folder)
        : folder,
    native: programsFor(user, machineFolder),
    user,
  };
}

function makeDataDir(dataDir: string): void {
  // The secrets in it have mode 600; the server's account must be able to pass through.
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}

function makeMachineFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755); // Whatever the umask says.
}

/** True when the server's account gets to what lies in `dataDir`; opens that one folder if need be. */
function isReachable(dataDir: string, user: SystemUser | undefined): boolean {
  if (user === undefined || mayEnter(dataDir, user)) return true;
  // Root's own closed folder (mktemp -d): passing through it is given to the server's group alone.
  const { uid, gid, mode } = statSync(dataDir);
  if (uid !== 0 || gid !== 0 || !mayEnter(dirname(dataDir), user)) return false;
  chownSync(dataDir, uid, user.gid);
  chmodSync(dataDir, (mode & 0o777) | 0o010);
  return true;
}

/**
 * The name leads elsewhere before anything is there: of two first starts one makes the link. It is
 * never derived from DATA_DIR's path: a folder moved away would lose its data to its successor.
 */
function linkAway(place: string, machineFolder: string): string {
  makeMachineFolder(machineFolder);
  try {
    symlinkSync(join(machineFolder, `cluster-${randomBytes(6).toString("hex")}`), place);
  } catch (error) {
    if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) throw error;
  }
  return place;
}

/** The server's programs, those of `native`, where its account can read them. */
export function programsFor(
  user: SystemUser | undefined,
  machineFolder = MACHINE_FOLDER,
  native = nativeFolder(),
): string {
  if (user === undefined || isUsable(native, user)) return native;
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")));
  const copy = join(machineFolder, `programs-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    makeMachineFolder(machineFolder);
    try {
      copyForAll(native, draft);
      renameSync(draft, copy);
    } catch (error) {
      // Another start was faster: its copy is the same.
      if (!existsSync(copy)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return copy;
}

/** A umask of 077 at `npm ci` closes the files even where the folders above are open. */
function isUsable(native: string, user: SystemUser): boolean {
  return (
    mayEnter(join(native, "bin"), user) &&
    isOpen(join(native, "bin", "postgres"), 0o005) &&
    isOpen(join(native, "share", "postgresql", "postgres.bki"), 0o004)
  );
}

const isOpen = (file: string, bits: number): boolean => (statSync(file).mode & bits) === bits;

/** Copies a tree, links as links, readable by every account whatever the umask. */
function copyForAll(from: string, to: string): void {
  const { mode } = lstatSync(from);
  if (lstatSync(from).isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
  } else if (lstatSync(from).isDirectory()) {
    mkdirSync(to);
    chmodSync(to, 0o755);
    for (const name of readdirSync(from)) copyForAll(join(from, name), join(to, name));
  } else {
    copyFileSync(from, to);
    chmodSync(to, (mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
