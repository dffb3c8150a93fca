import type { CompiledQuery } from "kysely";
import pg from "pg";
import type { Connections } from "./connections.ts";
import { OutcomeUnknownError, isLost } from "./errors.ts";

/** The roles a transaction may take; the login itself has no rights on data (see sql/README.md). */
export type DatabaseRole =
  | "fs_member"
  | "fs_org_admin"
  | "fs_support"
  | "fs_compliance"
  | "fs_dpo"
  | "fs_sre"
  | "fs_auditor"
  | "fs_admin"
  | "fs_worker"
  // The daemon's only: maintenance DDL, and the readings of the server's own figures.
  | "futuresync_owner"
  | "pg_monitor"
  | "none";

/**
 * Who acts and why. Each entry becomes a setting that lives as long as the transaction; policies
 * and the audit trigger read it. Keys are the names of the settings after `app.`.
 */
export type CallerContext = {
  readonly actor_kind?: "staff" | "user" | "job";
  /** staff.id, users.id or job_runs.id, by kind. */
  readonly actor_id?: string;
  /** The organization an organization admin acts for. */
  readonly org_id?: string;
  readonly request_id?: string;
  readonly address?: string;
  readonly agent?: string;
  readonly reason_code?: string;
  readonly reason?: string;
  readonly ticket?: string;
  /** An erasure is at work: its events hold names of columns alone. Of fs_worker and the owner only. */
  readonly erasing?: "on";
};

export type Row = Record<string, unknown>;

/** One open transaction. Every statement carries the request id as an SQL comment. */
export type Transaction = {
  readonly role: DatabaseRole;
  readonly context: CallerContext;
  /** Runs a fixed statement with positional parameters and returns its rows. */
  rows<R extends Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Runs a query composed with Kysely. */
  run<R>(query: { compile(): CompiledQuery<R> }): Promise<R[]>;
  /** Runs `work` as the bare login (pg-boss tables are granted to the logins only), then returns to the role. */
  asLogin<T>(work: () => Promise<T>): Promise<T>;
  /** The connection itself, for cursors and COPY. */
  readonly client: pg.ClientBase;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Wraps a client that already is inside a transaction. */
function transactionOn(
  client: pg.ClientBase,
  role: DatabaseRole,
  context: CallerContext = {},
): Transaction {
  // Only a well-formed uuid may enter the comment: a header must never reach SQL text unchecked.
  const comment =
    context.request_id !== undefined && UUID.test(context.request_id)
      ? ` /* request_id=${context.request_id} */`
      : "";
  const rows = async <R extends Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query<R>(text + comment, [...values])).rows;
  return {
    role,
    context,
    client,
    rows,
    run: async <R>(query: { compile(): CompiledQuery<R> }) => {
      const compiled = query.compile();
      const result = await client.query(compiled.sql + comment, [...compiled.parameters]);
      return result.rows as R[];
    },
    asLogin: async (work) => {
      await client.query("SET LOCAL ROLE NONE");
      const result = await work();
      await client.query("SELECT set_config('role', $1, true)", [role]);
      return result;
    },
  };
}

type TransactionOptions = {
  readonly isolation?: "repeatable read";
  /** Read-locked before the snapshot is taken: whoever drops it, or a partition of it, waits for the end. */
  readonly lock?: "public.audit_log";
  /**
   * Whoever waits for the answer has left: the connection is dropped, and the server ends what runs on
   * it (client_connection_check_interval, init/roles.sql). Nothing is committed after that.
   */
  readonly abandoned?: AbortSignal;
  /** Nothing is written: what is lost with its COMMIT is a lost read, not an unknown outcome. */
  readonly readOnly?: boolean;
  /** Asks where the log of the server stood behind the COMMIT: a standby that is past it shows the change. */
  readonly onCommitted?: (position: string) => void;
};

/**
 * Runs `work` in one transaction under `role` and `context`: everything it does commits together
 * or not at all. Errors of `work` and of the commit are thrown as they are, after the rollback. When
 * the server is lost before COMMIT was sent, nothing can have been kept: then `work` runs once more if
 * `connections` has another to offer, so that it must do nothing but through its transaction. When the
 * answer to COMMIT is lost, an OutcomeUnknownError says so and nothing is repeated.
 */
export async function inTransaction<T>(
  connections: Connections,
  role: DatabaseRole,
  context: CallerContext,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  try {
    return await onOneConnection(connections, role, context, work, options);
  } catch (error) {
    if (!isLost(error) || (await connections.recover?.(error)) !== true) throw error;
  }
  return onOneConnection(connections, role, context, work, options);
}

async function onOneConnection<T>(
  connections: Connections,
  role: DatabaseRole,
  context: CallerContext,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  options.abandoned?.throwIfAborted();
  const client = await connections.connect();
  let broken: Error | boolean = false;
  try {
    return await inTransactionOn(client, role, context, work, {
      ...options,
      onBroken: (error) => (broken = error),
    });
  } catch (error) {
    // Also one that answers still: to the server that has become a standby no write shall go.
    if (isLost(error)) broken = true;
    throw error;
  } finally {
    // A connection that cannot even roll back is thrown away, not returned to the pool.
    client.release(broken);
  }
}

/** The same on a connection the caller holds: one that bears a fence, for instance. */
export async function inTransactionOn<T>(
  client: pg.ClientBase,
  role: DatabaseRole,
  context: CallerContext,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions & { readonly onBroken?: (error: Error) => void } = {},
): Promise<T> {
  const { abandoned } = options;
  const drop = () => {
    // Not `end()`: on a pipelined connection it waits for the answers.
    if (client instanceof pg.Client) client.connection.stream.destroy();
  };
  abandoned?.throwIfAborted();
  abandoned?.addEventListener("abort", drop);
  const opening = open(client, role, context, options);
  try {
    if (!isPipelined(client)) await opening;
    const result = await work(transactionOn(client, role, context));
    await opening;
    abandoned?.throwIfAborted();
    await commit(client, options);
    return result;
  } catch (error) {
    const first = await opening.then(
      () => error,
      // What follows in a transaction that did not open fails with 25P02, which explains nothing.
      (openingError: unknown) => openingError,
    );
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      options.onBroken?.(rollbackError);
    });
    throw abandoned?.aborted === true ? abandoned.reason : first;
  } finally {
    abandoned?.removeEventListener("abort", drop);
  }
}

/**
 * BEGIN and the settings, not waited for: on a pipelined connection they travel with the first
 * statement (measured: 0.49 against 1.14 ms for the whole, 11.5 against 54 ms at 10 ms distance). It
 * fails closed: where the role cannot be taken the transaction is aborted, and the server refuses
 * whatever was sent behind.
 */
function open(
  client: pg.ClientBase,
  role: DatabaseRole,
  context: CallerContext,
  options: TransactionOptions,
): Promise<unknown> {
  const settings: [string, string][] = [["role", role]];
  for (const [name, value] of Object.entries(context)) settings.push([`app.${name}`, value]);
  const begin = () => client.query(beginning(role, options));
  const set = () =>
    client.query(
      `SELECT ${settings.map((_, i) => `pg_catalog.set_config($${2 * i + 1}, $${2 * i + 2}, true)`).join(", ")}`,
      settings.flat(),
    );
  const opening: Promise<unknown> = isPipelined(client)
    ? Promise.all([begin(), set()])
    : begin().then(set);
  // Awaited later; until then a failure must not count as unhandled.
  opening.catch(() => undefined);
  return opening;
}

function isPipelined(client: pg.ClientBase): boolean {
  return client instanceof pg.Client && client.pipeline;
}

function beginning(role: DatabaseRole, { isolation, readOnly, lock }: TransactionOptions): string {
  const level = isolation === "repeatable read" ? " ISOLATION LEVEL REPEATABLE READ" : "";
  const begin = `BEGIN${level}${readOnly === true ? " READ ONLY" : ""}`;
  if (lock === undefined) return begin;
  // None of these takes a snapshot; set_config() would.
  return `${begin}; SET LOCAL ROLE ${role}; LOCK TABLE ${lock} IN ACCESS SHARE MODE`;
}

/** A place no standby reaches: where the real one could not be asked for, only the primary shows the change. */
const BEYOND = "FFFFFFFF/FFFFFFFF";

/** COMMIT of an aborted transaction is a ROLLBACK that reports success: then nothing was kept. */
async function commit(client: pg.ClientBase, options: TransactionOptions): Promise<void> {
  const committing = client.query("COMMIT");
  // On a pipelined connection it travels with the COMMIT.
  const asking =
    options.onCommitted === undefined
      ? undefined
      : client.query<{ position: string }>("SELECT pg_current_wal_insert_lsn()::text AS position");
  const asked = asking?.then(({ rows }) => rows[0]?.position ?? BEYOND).catch(() => BEYOND);
  const { command } = await committing.catch((error: unknown) => {
    throw isLost(error) && options.readOnly !== true ? new OutcomeUnknownError(error) : error;
  });
  if (command !== "COMMIT") throw new Error("a statement failed unheard: nothing was committed");
  const position = await asked;
  if (position !== undefined) options.onCommitted?.(position);
}
