import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import type { RunnerOption } from "node-pg-migrate";
import pg from "pg";
import { syncQueues } from "../queues/index.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { sqlState } from "./errors.ts";

type Loader = Exclude<
  NonNullable<RunnerOption["migrationLoaderStrategies"]>[number]["loader"],
  string
>;

const DIRECTORY = fileURLToPath(new URL("../migrations", import.meta.url));
const TABLE = "schema_migrations";
/** Any fixed number will do; it must not be node-pg-migrate's own. */
const LOCK = 4_707_201_811;
const LOCK_PATIENCE = 120_000;
const NO_SUCH_ROLE = "22023"; // invalid_parameter_value: what SET ROLE answers.

/** The database and the code do not go together: one line for a person, no stack. */
export class MigrationError extends Error {}

export type MigrateOptions = {
  readonly directory?: string;
  /** What follows the migrations, as the owner and under the same lock; default: `syncDatabase`. */
  readonly afterwards?: (client: pg.ClientBase) => Promise<void>;
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
    const applied = await applyMigrations(client, options);
    await (options.afterwards ?? syncDatabase)(client);
    return applied;
  } finally {
    // Ends the session, and with it a failed migration's transaction and the lock.
    await client.end();
  }
}

type Asked = Pick<Connections, "query">;

/** The migrations the database has, and those of the code that it lacks; both in order. */
export async function selectMigrations(
  client: Asked,
  directory: string = DIRECTORY,
): Promise<{ readonly applied: string[]; readonly pending: string[] }> {
  const applied = await selectApplied(client);
  const known = new Set(applied);
  return { applied, pending: migrationNames(directory).filter((name) => !known.has(name)) };
}

/** What the code lists and the database must hold: the queues, and the partitions of the months ahead. */
async function syncDatabase(client: pg.ClientBase): Promise<void> {
  await syncQueues(client);
  await client.query("SELECT make_partitions()");
}

async function connectAsOwner(settings: ConnectionSettings): Promise<pg.Client> {
  const client = new pg.Client({ ...settings, application_name: "futuresync-migrate" });
  // A backend lost between two statements would otherwise end the process; the next query reports it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SET ROLE futuresync_owner");
  } catch (error) {
    await client.end();
    if (sqlState(error) !== NO_SUCH_ROLE) throw error;
    throw new MigrationError("the role futuresync_owner does not exist: run npm run db:init");
  }
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
  let current = "";
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
          if (name === undefined) return;
          current = name;
          options.onProgress?.(name);
        },
        warn: () => undefined,
        error: () => undefined, // The whole statement; the thrown error holds the place.
      },
    });
    return applied.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const where = failedLine(options.directory ?? DIRECTORY, current, error.position);
    throw new MigrationError(`migration ${current}${where}: ${error.message}`, { cause: error });
  }
}

/** `:12` for an error the server places in the file; nothing when it happened inside a function. */
function failedLine(directory: string, name: string, position: string | undefined): string {
  const file = join(directory, `${name}.sql`);
  if (position === undefined || !existsSync(file)) return "";
  return `:${readFileSync(file, "utf8").slice(0, Number(position)).split("\n").length}`;
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

async function selectApplied(client: Asked): Promise<string[]> {
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
    const text = readFileSync(file, "utf8").trimEnd();
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
