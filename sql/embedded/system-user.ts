import { execFileSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { EmbeddedError } from "./errors.ts";

/** The account the server runs as; undefined: the one this process has. */
export type SystemUser = { readonly uid: number; readonly gid: number };

const CANDIDATES = ["postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root. As root it gets the account that owns the cluster already, else
 * `postgres`, else `nobody`, which every system has: no account is made on somebody's machine.
 */
export function serverUser(existingCluster?: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existingCluster !== undefined) {
    const { uid, gid } = statSync(existingCluster);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of CANDIDATES) {
    const found = lookUp(name);
    if (found !== undefined) return found;
  }
  throw new EmbeddedError(
    "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody: add one, or start as another user",
  );
}

function lookUp(name: string): SystemUser | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/**
 * True when the account may pass through `folder` and everything above it. Read from the permission
 * bits: a process cannot ask on behalf of another account.
 */
export function mayEnter(folder: string, user: SystemUser | undefined): boolean {
  if (user === undefined) {
    try {
      accessSync(folder, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(path) === path) return true;
  }
}
