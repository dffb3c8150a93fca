import { PgBoss } from "pg-boss";
import type { ConstructorOptions, Db } from "pg-boss";
import type pg from "pg";
import type { Connections } from "../database/connections.ts";
import type { Transaction } from "../database/transaction.ts";

// Our migrations own the schema, and its owner is no login: pg-boss may neither migrate nor reindex.
const SCHEMA_IS_OURS = {
  schema: "pgboss",
  migrate: false,
  createSchema: false,
  reindex: false,
} as const satisfies ConstructorOptions;

const KEEPS_NO_TIME = {
  supervise: false,
  schedule: false,
  registerInstance: false,
} as const satisfies ConstructorOptions;

function databaseOf(connection: Pick<Connections, "query">): Db {
  return { executeSql: (text, values) => connection.query(text, values) };
}

/** Starts jobs and works none: what the API holds. */
export type Enqueuer = {
  readonly send: (
    tx: Transaction,
    name: string,
    data: object,
    key: string,
    inSeconds?: number,
  ) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

/**
 * The sending half, for a login that may enqueue only. `pool` is used for nothing but the list of
 * queues; each job goes through the caller's transaction. `onError` is required by pg-boss's
 * nature: an `error` event without a listener ends the process.
 */
export async function createEnqueuer(
  pool: Pick<Connections, "query">,
  onError: (error: Error) => void,
): Promise<Enqueuer> {
  const boss = new PgBoss({ ...SCHEMA_IS_OURS, ...KEEPS_NO_TIME, db: databaseOf(pool) });
  boss.on("error", onError);
  await boss.start();
  return { send: sendWith(boss), stop: () => boss.stop({ graceful: false }) };
}

/**
 * The working half, for the daemon: register handlers and schedules on the answer, then `start()`.
 * `enqueuerOf` gives jobs that start other jobs their sending half.
 */
export function createWorker(pool: Connections, onError: (error: Error) => void): PgBoss {
  const boss = new PgBoss({ ...SCHEMA_IS_OURS, db: databaseOf(pool) });
  boss.on("error", onError);
  return boss;
}

/** The sending half of a worker that has started; stopping it stays with the worker. */
export function enqueuerOf(boss: PgBoss): Pick<Enqueuer, "send"> {
  return { send: sendWith(boss) };
}

/** A PgBoss on one connection, for the list of queues after a migration. */
export async function withBossOn<T>(
  client: pg.ClientBase,
  work: (boss: PgBoss) => Promise<T>,
): Promise<T> {
  const boss = new PgBoss({ ...SCHEMA_IS_OURS, ...KEEPS_NO_TIME, db: databaseOf(client) });
  const failures: Error[] = [];
  boss.on("error", (error) => failures.push(error));
  await boss.start();
  try {
    const result = await work(boss);
    if (failures[0] !== undefined) throw failures[0];
    return result;
  } finally {
    await boss.stop({ graceful: false });
  }
}

function sendWith(boss: PgBoss): Enqueuer["send"] {
  return (tx, name, data, key, inSeconds = 0) =>
    // The roles of requests have no right in pgboss: the insert is made as the bare login.
    tx.asLogin(async () => {
      const id = await boss.send(name, data, {
        singletonKey: key,
        startAfter: inSeconds,
        db: databaseOf(tx.client),
      });
      return id !== null;
    });
}
