import { basename, dirname } from "node:path";
import { runner } from "node-pg-migrate";
import type { RunnerOption } from "node-pg-migrate";
import pg from "pg";
import { MigrationError } from "./migration-error.ts";
import { migrationText, runsOutside } from "./migration-files.ts";

type Loader = Exclude<
  NonNullable<RunnerOption["migrationLoaderStrategies"]>[number]["loader"],
  string
>;

const TABLE = "schema_migrations";
/**
 * How long a migration waits for a lock. While it waits, everybody who comes after it waits behind it,
 * readers too; so it gives up soon, and `retryLocked` tries again.
 */
const LOCK_TIMEOUT = "1s";

/**
 * Applies what is pending, each file in a transaction of its own; calls `onBegin` with the name of
 * each. Throws a MigrationError that names file and line.
 */
export async function applyMigrations(
  client: pg.Client,
  directory: string,
  onBegin: (name: string) => void,
): Promise<void> {
  let current = "";
  try {
    await runner({
      dbClient: client,
      noLock: true,
      dir: directory,
      migrationsTable: TABLE,
      direction: "up",
      singleTransaction: false,
      migrationLoaderStrategies: [{ extensions: [".sql"], loader: loadSqlFiles }],
      logger: {
        info: (text) => {
          const name = /^### MIGRATION (\S+) /.exec(text)?.[1];
          if (name === undefined) return;
          current = name;
          onBegin(name);
        },
        warn: () => undefined,
        error: () => undefined, // The whole statement; the thrown error holds the place.
      },
    });
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const where = failedLine(directory, current, error.position);
    throw new MigrationError(`migration ${current}${where}: ${error.message}`, { cause: error });
  }
}

/** `:12` for an error the server places in the file; nothing when it happened inside a function. */
function failedLine(directory: string, name: string, position: string | undefined): string {
  if (position === undefined || name === "") return "";
  return `:${migrationText(directory, name).slice(0, Number(position)).split("\n").length}`;
}

/**
 * A file is one string in one transaction. With `-- no transaction` as its first line it runs outside
 * of one and must hold a single statement: the server wraps several into one by itself.
 */
const loadSqlFiles: Loader = async (files) =>
  files.map((file) => {
    const text = migrationText(dirname(file), basename(file, ".sql"));
    return {
      id: file,
      filePaths: [file],
      actions: {
        up: (pgm) => {
          if (runsOutside(text)) pgm.noTransaction();
          else pgm.sql(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
          pgm.sql(text);
        },
        down: false,
      },
    };
  });
