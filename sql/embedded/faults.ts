import pg from "pg";
import { LedgerError } from "../audit-seals/ledger.ts";
import { ArgumentsError } from "../audit-seals/verification/arguments.ts";
import { EnvironmentError } from "../database/environment.ts";
import { isUnavailable, whyUntrusted } from "../database/errors.ts";
import { MigrationError } from "../database/migration-error.ts";
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

/** What to do next, where the server's own words end before it. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  "3D000": "npm run db:init makes it", // invalid_catalog_name: no such database
  "42P01": "npm run db:migrate brings the schema up to this code", // undefined_table
};

/**
 * The one line a person gets for a fault of the machine, the set-up or the database; undefined for
 * anything else: that is a mistake of ours, and its stack is wanted.
 */
export function faultLine(error: unknown): string | undefined {
  if (error instanceof EmbeddedError || error instanceof MigrationError) return error.message;
  if (error instanceof LedgerError || error instanceof ArgumentsError) return error.message;
  if (error instanceof EnvironmentError) return `wrong setting: ${error.message}`;
  if (error instanceof pg.DatabaseError) {
    // 53100 disk_full: the server's own words name the file and the hint.
    const line = `the database refused: ${error.message} (${String(error.code)})`;
    const next = NEXT_STEP[String(error.code)];
    return next === undefined ? line : `${line}: ${next}`;
  }
  const untrusted = whyUntrusted(error);
  if (untrusted !== undefined) return `the database server is not trusted: ${untrusted}`;
  if (isUnavailable(error)) return `the database cannot be reached: ${reasonOf(error)}`;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") {
    return undefined;
  }
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const fault = SYSTEM_FAULTS[error.code];
  if (fault === undefined) return undefined;
  return path === undefined ? fault : `${fault}: ${path}`;
}

/** A name with several addresses fails with all their errors in one, whose own message is empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
