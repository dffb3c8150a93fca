import { randomBytes } from "node:crypto";
import { existsSync, realpathSync, rmSync } from "node:fs";
import pg from "pg";
import { EMBEDDED_PORT, connectionSettings, passwordFile } from "../database/connection.ts";
import type { Login } from "../database/connection.ts";
import { EnvironmentError, isProduction } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { isUnavailable, sqlState } from "../database/errors.ts";
import { madeOnce } from "../database/made-once.ts";
import { dataDirectory, initialise, isInitialised, startServer, stopServer } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { requireFreeSpace } from "./disk-space.ts";
import { EmbeddedError } from "./errors.ts";
import { linkCluster, locateCluster } from "./place.ts";
import { whyPortIsTaken } from "./ports.ts";
import { runningServer } from "./postmaster.ts";

/**
 * Who uses the server is known by locks in the server itself, held by one session each: the kernel
 * releases them with the process, however it ends, where a file would have to be believed. Every
 * process holds ATTACHED shared; who gets it alone is the last one and may stop the server.
 */
const ATTACHED = 4_707_201_813;
const LAUNCHER = 4_707_201_814;
const PATIENCE = 30_000;
const FREE_MB_TO_BEGIN = 300;
const FREE_MB_TO_START = 50;

export type Attachment = {
  /** Lets go; the last one to do so stops the server. */
  release(): Promise<void>;
};

export type AttachOptions = {
  /** One launcher a data folder: a second one is refused. */
  readonly launcher?: boolean;
  readonly onProgress?: (line: string) => void;
  /** The server went away while attached. */
  readonly onLost?: () => void;
  readonly signal?: AbortSignal;
};

/**
 * Makes sure there is a database to connect to. With DATABASE_HOST set there is nothing to do;
 * without, the embedded server of DATA_DIR is adopted if it runs and started if not. Throws an
 * EmbeddedError that says in one line what a person has to mend.
 */
export async function attachDatabase(
  env: DatabaseEnvironment,
  options: AttachOptions = {},
): Promise<Attachment> {
  if (env.DATABASE_HOST !== undefined) return { release: async () => undefined };
  if (isProduction(env)) throw new EnvironmentError("DATABASE_HOST: needed in production");
  const cluster = locateCluster(env.DATA_DIR);
  const port = env.DATABASE_PORT ?? EMBEDDED_PORT;
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    options.signal?.throwIfAborted();
    if (runningServer(dataDirectory(cluster)) === undefined) {
      await start(env, cluster, port, options);
    }
    const client = await connect(env, cluster, port, options);
    if (client !== undefined) return attachment(client, cluster, options);
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        `the database in ${cluster.folder} neither answers nor stops: see server.log there`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Makes the cluster if needed and starts it; returns also when another process was faster. */
async function start(
  env: DatabaseEnvironment,
  cluster: Cluster,
  port: number,
  options: AttachOptions,
): Promise<void> {
  const taken = await whyPortIsTaken("127.0.0.1", port);
  if (taken !== undefined) {
    if (runningServer(dataDirectory(cluster)) !== undefined) return;
    throw new EmbeddedError(`port ${port} (DATABASE_PORT) ${taken}`);
  }
  if (!isInitialised(cluster)) await makeCluster(env, cluster, options);
  requireFreeSpace(cluster.folder, FREE_MB_TO_START);
  for (const login of ["futuresync_api", "futuresync_daemon"] as const) keptPassword(env, login);
  try {
    await startServer(cluster, port);
  } catch (error) {
    if (runningServer(dataDirectory(cluster)) === undefined) throw error;
  }
}

async function makeCluster(
  env: DatabaseEnvironment,
  cluster: Cluster,
  options: AttachOptions,
): Promise<void> {
  requireFreeSpace(env.DATA_DIR, FREE_MB_TO_BEGIN);
  options.onProgress?.(`Making a database in ${env.DATA_DIR}`);
  const hadPassword = existsSync(passwordFile(env, "admin"));
  try {
    await initialise(cluster, keptPassword(env, "admin"), options.signal);
  } catch (error) {
    if (isInitialised(cluster)) return;
    if (!hadPassword) rmSync(passwordFile(env, "admin"), { force: true });
    throw error;
  }
  linkCluster(env.DATA_DIR, cluster);
}

function keptPassword(env: DatabaseEnvironment, login: Login): string {
  return madeOnce(passwordFile(env, login), () => randomBytes(24).toString("base64url"));
}

/** A session that holds its locks, or undefined while the server starts or stops. */
async function connect(
  env: DatabaseEnvironment,
  cluster: Cluster,
  port: number,
  options: AttachOptions,
): Promise<pg.Client | undefined> {
  const running = runningServer(dataDirectory(cluster));
  if (running === undefined) return undefined;
  const client = await openSession(env, running.port, options.launcher === true);
  if (client === undefined) return undefined;
  try {
    const verdict = await takeLocks(client, cluster, options.launcher === true);
    if (verdict !== "taken") {
      await client.end();
      if (verdict === "stopping") return undefined;
      throw new EmbeddedError(`${env.DATA_DIR} is in use by another npm start (${verdict})`);
    }
    if (running.port === port) return client;
    return await moveToPort(client, env, cluster, running.port);
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}

async function openSession(
  env: DatabaseEnvironment,
  port: number,
  launcher: boolean,
): Promise<pg.Client | undefined> {
  if (!existsSync(passwordFile(env, "admin"))) {
    throw new EmbeddedError(
      `${passwordFile(env, "admin")} is missing, and the database in ${env.DATA_DIR} cannot be entered without it`,
    );
  }
  const client = new pg.Client({
    ...connectionSettings({ ...env, DATABASE_PORT: port }, "admin"),
    database: "postgres",
    application_name: `futuresync-${launcher ? "launcher" : "attached"} ${process.pid}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined); // Heard by `end`, see attachment().
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    if (sqlState(error) === "28P01") {
      throw new EmbeddedError(
        `${passwordFile(env, "admin")} is not the password of the database on port ${port}`,
      );
    }
    throw error;
  }
}

/** "taken", "stopping" while the last user stops the server, or the name of the other launcher. */
async function takeLocks(client: pg.Client, cluster: Cluster, launcher: boolean): Promise<string> {
  const { rows } = await client.query<{ directory: string; attached: boolean }>(
    `SELECT current_setting('data_directory') AS directory, pg_try_advisory_lock_shared($1) AS attached`,
    [ATTACHED],
  );
  const [answer] = rows;
  if (
    answer === undefined ||
    realpathSync(answer.directory) !== realpathSync(dataDirectory(cluster))
  ) {
    throw new EmbeddedError("another database answers on the port of ours: stop it first");
  }
  if (!answer.attached) return "stopping";
  if (!launcher) return "taken";
  const other = await client.query<{ held: boolean; holder: string | null }>(
    `SELECT pg_try_advisory_lock($1) AS held,
            (SELECT application_name FROM pg_stat_activity
              WHERE application_name LIKE 'futuresync-launcher %' AND pid <> pg_backend_pid()
              LIMIT 1) AS holder`,
    [LAUNCHER],
  );
  if (other.rows[0]?.held === true) return "taken";
  return `process ${other.rows[0]?.holder?.split(" ")[1] ?? "unknown"}`;
}

/** A server left behind on another port is stopped, to be started on the wanted one. */
async function moveToPort(
  client: pg.Client,
  env: DatabaseEnvironment,
  cluster: Cluster,
  current: number,
): Promise<undefined> {
  if (!(await stopIfLast(client, cluster))) {
    await client.end();
    throw new EmbeddedError(
      `the database in ${env.DATA_DIR} is in use on port ${current}: set DATABASE_PORT=${current}, or stop what uses it`,
    );
  }
  return undefined;
}

function attachment(client: pg.Client, cluster: Cluster, options: AttachOptions): Attachment {
  let released = false;
  client.once("end", () => {
    if (!released) options.onLost?.();
  });
  return {
    release: async () => {
      if (released) return;
      released = true;
      try {
        if (await stopIfLast(client, cluster)) return;
      } catch (error) {
        if (!isUnavailable(error)) throw error; // The server is gone already.
      }
      await client.end();
    },
  };
}

async function stopIfLast(client: pg.Client, cluster: Cluster): Promise<boolean> {
  await client.query("SELECT pg_advisory_unlock_shared($1)", [ATTACHED]);
  const { rows } = await client.query<{ alone: boolean }>(
    "SELECT pg_try_advisory_lock($1) AS alone",
    [ATTACHED],
  );
  if (rows[0]?.alone !== true) return false;
  await stopServer(cluster);
  return true;
}
