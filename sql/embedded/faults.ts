import pg from "pg";
import { EnvironmentError } from "../database/environment.ts";
import { MigrationError } from "../database/migrator.ts";
import { EmbeddedError } from "./errors.ts";

const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "no permission",
  EPERM: "no permission",
  ENOTDIR: "a file is where a folder should be",
  EMFILE: "too many open files",
};

/**
 * The one line a person gets for a fault of the machine, the set-up or the database; undefined for
 * anything else: that is a mistake of ours, and its stack is wanted.
 */
export function faultLine(error: unknown): string | undefined {
  if (error instanceof EmbeddedError || error instanceof MigrationError) return error.message;
  if (error instanceof EnvironmentError) return `wrong setting: ${error.message}`;
  if (error instanceof pg.DatabaseError) {
    // 53100 disk_full: the server's own words name the file and the hint.
    return `the database refused: ${error.message} (${String(error.code)})`;
  }
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") {
    return undefined;
  }
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const fault = SYSTEM_FAULTS[error.code];
  if (fault !== undefined) return path === undefined ? fault : `${fault}: ${path}`;
  if (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND" || error.code === "ETIMEDOUT") {
    return `the database cannot be reached: ${error.message}`;
  }
  return undefined;
}
