import type pg from "pg";
import { syncQueues } from "../queues/index.ts";
import { applyMigrations } from "./apply-migrations.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { sqlState } from "./errors.ts";
import { MigrationError } from "./migration-error.ts";
import { DIRECTORY, migrationNames } from "./migration-files.ts";
import { retryLocked } from "./retry-locked.ts";
import { dropUnfinishedIndexes } from "./unfinished-indexes.ts";
import { withClient } from "./with-client.ts";

/** Any fixed number will do; it must not be node-pg-migrate's own. */
const LOCK = 4_707_201_811;
const LOCK_PATIENCE = 120_000;
const NO_SUCH_ROLE = "22023"; // invalid_parameter_value: what SET ROLE answers.

/** CONCURRENTLY and backfills wait for no lock of a whole table, but must end. */
const STATEMENT_TIMEOUT = "4h";

export type MigrateOptions = {
  readonly directory?: string;
  /** What follows the migrations, as the owner and under the same lock; default: `syncDatabase`. */
  readonly afterwards?: (
    client: pg.ClientBase,
    onProgress: (line: string) => void,
  ) => Promise<void>;
  readonly onProgress?: (line: string) => void;
  /** Milliseconds for which a migration that finds a table locked is tried again. */
  readonly lockPatience?: number;
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
  // The end of the session ends a failed migration's transaction, and the lock.
  return withClient(settings, "futuresync-migrate", async (client) => {
    await becomeOwner(client);
    await lock(client);
    await refuseOtherHistory(client, options.directory ?? DIRECTORY);
    const applied = await applyPending(client, options);
    await (options.afterwards ?? syncDatabase)(client, options.onProgress ?? (() => undefined));
    return applied;
  });
}

type Asked = Pick<Connections, "query">;

/** The migrations the database has, those of the code that it lacks, and those that the code lacks; in order. */
export async function selectMigrations(
  client: Asked,
  directory: string = DIRECTORY,
): Promise<Readonly<Record<"applied" | "pending" | "unknown", string[]>>> {
  const applied = await selectApplied(client);
  const known = migrationNames(directory);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * What the code lists and the database must hold: the queues, and the partitions of the months ahead. And
 * before anybody writes to what was restored from a dump, a new epoch of the audit trail.
 */
async function syncDatabase(
  client: pg.ClientBase,
  onProgress: (line: string) => void,
): Promise<void> {
  const { rows } = await client.query<{ epoch: number | null }>(
    "SELECT begin_audit_epoch() AS epoch",
  );
  const epoch = rows[0]?.epoch ?? null;
  if (epoch !== null) {
    onProgress(`transaction ids were set back: the audit trail goes on in epoch ${epoch}`);
  }
  await syncQueues(client);
  await client.query("SELECT make_partitions()");
}

async function becomeOwner(client: pg.Client): Promise<void> {
  try {
    await client.query(
      `SET ROLE futuresync_owner; SET lock_timeout = 0; SET statement_timeout = '${STATEMENT_TIMEOUT}'`,
    );
  } catch (error) {
    if (sqlState(error) !== NO_SUCH_ROLE) throw error;
    throw new MigrationError("the role futuresync_owner does not exist: run npm run db:init");
  }
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

/** Applies what is pending; answers the names. */
async function applyPending(client: pg.Client, options: MigrateOptions): Promise<string[]> {
  const { directory = DIRECTORY, onProgress = () => undefined, lockPatience } = options;
  const begun: string[] = [];
  const current = () => begun.at(-1) ?? "";
  const work = async () => {
    // What the try before has left open.
    await client.query("ROLLBACK");
    const { pending } = await selectMigrations(client, directory);
    for (const name of await dropUnfinishedIndexes(client, directory, pending)) {
      onProgress(`${name} was left unfinished by a killed migration: dropped`);
    }
    await applyMigrations(client, directory, (name) => {
      if (name === current()) return;
      begun.push(name);
      onProgress(name);
    });
  };
  await retryLocked(work, current, {
    patience: lockPatience,
    onWait: (ms) => onProgress(`${current()} waits for a lock: tried again in ${ms / 1000} s`),
  });
  return begun;
}

async function refuseOtherHistory(client: pg.Client, directory: string): Promise<void> {
  const { applied, pending, unknown } = await selectMigrations(client, directory);
  if (unknown.length > 0) {
    throw new MigrationError(
      `the database is newer than this code: it has ${unknown.join(", ")}. Deploy the version that made it`,
    );
  }
  const last = applied.toSorted().at(-1) ?? "";
  const late = pending.filter((name) => name < last);
  if (late.length > 0) {
    throw new MigrationError(
      `${late.join(", ")} would come after ${last}, which the database has: give it a later number (while nothing is released: npm run db:reset)`,
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
