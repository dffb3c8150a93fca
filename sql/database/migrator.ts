import { readdirSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import type { RunnerOption } from "node-pg-migrate";
import pg from "pg";
import type { ConnectionSettings } from "./connection.ts";

type Loader = Exclude<
  NonNullable<RunnerOption["migrationLoaderStrategies"]>[number]["loader"],
  string
>;

const DIRECTORY = fileURLToPath(new URL("../migrations", import.meta.url));
const TABLE = "schema_migrations";
/** Any fixed number will do; it must not be node-pg-migrate's own. */
const LOCK = 4_707_201_811;
const LOCK_PATIENCE = 120_000;

/** The database and the code do not go together: one line for a person, no stack. */
export class MigrationError extends Error {}

export type MigrateOptions = {
  readonly directory?: string;
  readonly onProgress?: (line: string) => void;
};

/**
 * Brings the schema up to the code, as futuresync_owner, and answers the names of the migrations it
 * applied. Any number of processes may call it at once: one works, the others wait and find nothing
 * to do. The wait polls `pg_try_advisory_lock`: a waiting lock holds a snapshot, and CREATE INDEX
 * CONCURRENTLY waits for snapshots (measured: 4 of 5 deadlocked).
 */
export async function migrate(
  settings: ConnectionSettings,
  options: MigrateOptions = {},
): Promise<string[]> {
  const client = await connectAsOwner(settings);
  try {
    await lock(client);
    await refuseNewerDatabase(client, options.directory ?? DIRECTORY);
    return await applyMigrations(client, options);
  } finally {
    // Ends the session, and with it a failed migration's transaction and the lock.
    await client.end();
  }
}

/** The migrations of the code that the database lacks, in order. */
export async function selectPendingMigrations(
  client: pg.ClientBase,
  directory: string = DIRECTORY,
): Promise<string[]> {
  const applied = new Set(await selectApplied(client));
  return migrationNames(directory).filter((name) => !applied.has(name));
}

async function connectAsOwner(settings: ConnectionSettings): Promise<pg.Client> {
  const client = new pg.Client({ ...settings, application_name: "futuresync-migrate" });
  // A backend lost between two statements would otherwise end the process; the next query reports it.
  client.on("error", () => undefined);
  await client.connect();
  await client.query("SET ROLE futuresync_owner");
  return client;
}

async function lock(client: pg.Client): Promise<void> {
  const deadline = Date.now() + LOCK_PATIENCE;
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS held",
      [LOCK],
    );
    if (rows[0]?.held === true) return;
    if (Date.now() > deadline) {
      throw new MigrationError(
        "another migration has been running for two minutes: try again later",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function applyMigrations(client: pg.Client, options: MigrateOptions): Promise<string[]> {
  const failures: string[] = [];
  const progress = options.onProgress ?? (() => undefined);
  try {
    const applied = await runner({
      dbClient: client,
      noLock: true,
      dir: options.directory ?? DIRECTORY,
      migrationsTable: TABLE,
      direction: "up",
      singleTransaction: false,
      migrationLoaderStrategies: [
        { extensions: [".sql"], loader: loadSqlFiles },
        { extensions: [".ts"], loader: loadModules },
      ],
      logger: {
        info: (text) => {
          const name = /^### MIGRATION (\S+) /.exec(text)?.[1];
          if (name !== undefined) progress(name);
        },
        warn: () => undefined,
        error: (text) => failures.push(text),
      },
    });
    return applied.map(({ name }) => name);
  } catch (error) {
    // The library logs the statement with the place of the error marked, and throws without it.
    throw new MigrationError(`migration failed: ${excerpt(failures.join("\n")) || String(error)}`, {
      cause: error,
    });
  }
}

/** The marked place with a few lines around it: a migration's whole text would drown it. */
function excerpt(text: string): string {
  return text.trimEnd().split("\n").slice(-12).join("\n");
}

async function refuseNewerDatabase(client: pg.Client, directory: string): Promise<void> {
  const known = new Set(migrationNames(directory));
  const unknown = (await selectApplied(client)).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new MigrationError(
      `the database is newer than this code: it has ${unknown.join(", ")}. Deploy the version that made it`,
    );
  }
}

async function selectApplied(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return [];
  const applied = await client.query<{ name: string }>(
    "SELECT name FROM public.schema_migrations ORDER BY id",
  );
  return applied.rows.map(({ name }) => name);
}

function migrationNames(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => /^\d{4}_.*\.(?:sql|ts)$/.test(file))
    .map((file) => basename(file, extname(file)))
    .toSorted();
}

/**
 * A .sql file is one string in one transaction. With `-- no transaction` as its first line it runs
 * outside of one and must hold a single statement: the server wraps several into one by itself.
 */
const loadSqlFiles: Loader = async (files) =>
  files.map((file) => {
    const text = readFileSync(file, "utf8").trim();
    return {
      id: file,
      filePaths: [file],
      actions: {
        up: (pgm) => {
          if (text.startsWith("-- no transaction")) pgm.noTransaction();
          pgm.sql(text);
        },
        down: false,
      },
    };
  });

/** Node runs TypeScript itself; the library would compile it once more with its own loader. */
const loadModules: Loader = async (files) =>
  Promise.all(
    files.map(async (file) => ({ id: file, filePaths: [file], actions: await import(file) })),
  );
