import { existsSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { embeddedPort } from "../database/connection.ts";
import { EnvironmentError, isProduction } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { isUnavailable } from "../database/errors.ts";
import { dataDirectory } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { EmbeddedError } from "./errors.ts";
import { locateCluster } from "./place.ts";
import { runningServer } from "./postmaster.ts";
import { openSession, stopIfLast, takeLocks } from "./session.ts";
import { startCluster } from "./start.ts";
import type { StartOptions } from "./start.ts";

/** A clean stop of a busy server takes seconds; recovery after a crash may take a few more. */
const PATIENCE = 30_000;
export type Attachment = {
  /** Lets go; the last one to do so stops the server. */
  release(): Promise<void>;
};

export type AttachOptions = StartOptions & {
  /** One launcher a data folder: a second one is refused. */
  readonly launcher?: boolean;
  /** The server went away while attached, and `error` says why it could not be started again. */
  readonly onLost?: (error: unknown) => void;
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
  return attachment(await acquire(env, cluster, options), env, cluster, options);
}

/** A session that holds its locks on a server that runs, started if need be. */
async function acquire(
  env: DatabaseEnvironment,
  cluster: Cluster,
  options: AttachOptions,
): Promise<pg.Client> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    if (runningServer(dataDirectory(cluster)) === undefined) {
      // Not once it runs: a server that nobody is attached to would be left behind.
      options.signal?.throwIfAborted();
      await startCluster(env, cluster, embeddedPort(env), options);
    }
    const client = await connect(env, cluster, options);
    if (client !== undefined) return client;
    if (Date.now() > deadline) {
      throw new EmbeddedError(
        `the database in ${cluster.folder} neither answers nor stops: see server.log there`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Looks, and changes nothing: refuses when another launcher uses the data folder, else says whether
 * a server is there that a killed launcher left behind.
 */
export async function findLeftBehind(env: DatabaseEnvironment): Promise<boolean> {
  if (!existsSync(join(env.DATA_DIR, "postgres"))) return false;
  const cluster = locateCluster(env.DATA_DIR);
  const running = runningServer(dataDirectory(cluster));
  if (running === undefined) return false;
  const client = await openSession(env, running.port, true);
  if (client === undefined) return true; // Starting or stopping.
  try {
    const verdict = await takeLocks(client, cluster, true);
    if (verdict.state === "other launcher") throw otherLauncher(env, verdict.pid);
    return true;
  } finally {
    await client.end();
  }
}

const otherLauncher = (env: DatabaseEnvironment, pid: string): EmbeddedError =>
  new EmbeddedError(
    `${env.DATA_DIR} is in use by another npm start (process ${pid}): stop it, or set DATA_DIR`,
  );

/** A session that holds its locks, or undefined while the server is not (yet, or any more) there. */
async function connect(
  env: DatabaseEnvironment,
  cluster: Cluster,
  options: AttachOptions,
): Promise<pg.Client | undefined> {
  const running = runningServer(dataDirectory(cluster));
  if (running === undefined) return undefined;
  const launcher = options.launcher === true;
  const client = await openSession(env, running.port, launcher);
  if (client === undefined) return undefined;
  try {
    const verdict = await takeLocks(client, cluster, launcher);
    if (verdict.state === "attached") {
      if (running.port === embeddedPort(env)) return client;
      // Left behind on another port: stopped if nobody uses it, to be started on the wanted one.
      if (await stopIfLast(client, cluster)) return undefined;
    }
    await client.end();
    if (verdict.state === "stopping") return undefined;
    if (verdict.state === "other launcher") throw otherLauncher(env, verdict.pid);
    throw new EmbeddedError(
      `the database in ${env.DATA_DIR} is in use on port ${running.port}: set DATABASE_PORT=${running.port}, or stop what uses it`,
    );
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}

/**
 * A server that goes away is started again, by whoever of its users is first: it was the crash of a
 * backend, or somebody's `kill`.
 */
function attachment(
  first: pg.Client,
  env: DatabaseEnvironment,
  cluster: Cluster,
  options: AttachOptions,
): Attachment {
  const released = new AbortController();
  let session: Promise<pg.Client | undefined> = Promise.resolve(first);
  const watch = (client: pg.Client) => {
    client.once("end", () => {
      if (!released.signal.aborted) session = attachAgain();
    });
  };
  const attachAgain = async (): Promise<pg.Client | undefined> => {
    try {
      const client = await acquire(env, cluster, { ...options, signal: released.signal });
      watch(client);
      return client;
    } catch (error) {
      if (!released.signal.aborted) options.onLost?.(error);
      return undefined;
    }
  };
  watch(first);
  return {
    release: async () => {
      if (released.signal.aborted) return;
      released.abort();
      const client = await session;
      try {
        if (client === undefined || (await stopIfLast(client, cluster))) return;
        await client.end();
      } catch (error) {
        // A server that is gone is not held on to, nor one that another user, the last, is stopping.
        if (isUnavailable(error) && (await isGoneSoon(cluster))) return;
        if (runningServer(dataDirectory(cluster)) !== undefined) throw error;
      }
    },
  };
}

/** Longer than a fast stop may take (cluster.ts). */
const GONE_MS = 4_000;

async function isGoneSoon(cluster: Cluster): Promise<boolean> {
  for (const deadline = Date.now() + GONE_MS; Date.now() < deadline;) {
    if (runningServer(dataDirectory(cluster)) === undefined) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
