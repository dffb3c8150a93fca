import { existsSync, realpathSync } from "node:fs";
import pg from "pg";
import { loginPassword, passwordFile } from "../database/connection.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { isUnavailable, sqlState } from "../database/errors.ts";
import { dataDirectory, stopServer } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { EmbeddedError } from "./errors.ts";
import { isAlive } from "./is-alive.ts";

/**
 * Who uses the server is known by locks in the server itself, held by one session each: the kernel
 * releases them with the process, however it ends, where a file would have to be believed. Every
 * process holds ATTACHED shared; who gets it alone is the last one and may stop the server. The one
 * launcher of a data folder holds LAUNCHER as well.
 */
const ATTACHED = 4_707_201_813;
const LAUNCHER = 4_707_201_814;

/** A session of the superuser on `port`; undefined while the server starts or stops. */
export async function openSession(
  env: DatabaseEnvironment,
  port: number,
  launcher: boolean,
): Promise<pg.Client | undefined> {
  const file = passwordFile(env, "admin");
  if (!existsSync(file)) {
    throw new EmbeddedError(
      `${file} is missing, and the database in ${env.DATA_DIR} cannot be entered without it`,
    );
  }
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: loginPassword(env, "admin"),
    database: "postgres",
    application_name: `futuresync-${launcher ? "launcher" : "attached"} ${process.pid}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  // A lost session is heard by its `end`; without this listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    if (sqlState(error) === "28P01") {
      throw new EmbeddedError(`${file} is not the password of the database on port ${port}`);
    }
    throw error;
  }
}

export type Verdict =
  | { readonly state: "attached" }
  /** The last user is stopping the server: try again. */
  | { readonly state: "stopping" }
  | { readonly state: "other launcher"; readonly pid: string };

/** Takes the locks of a user of the server, or says who is in the way. */
export async function takeLocks(
  client: pg.Client,
  cluster: Cluster,
  launcher: boolean,
): Promise<Verdict> {
  const { rows } = await client.query<{ directory: string; attached: boolean }>(
    `SELECT current_setting('data_directory') AS directory,
            pg_try_advisory_lock_shared($1) AS attached`,
    [ATTACHED],
  );
  const [answer] = rows;
  if (answer?.directory !== realpathSync(dataDirectory(cluster))) {
    throw new EmbeddedError("another database answers on the port of ours: stop it first");
  }
  if (!answer.attached) return { state: "stopping" };
  if (!launcher) return { state: "attached" };
  const other = await client.query<{ held: boolean; holder: string | null }>(
    `SELECT pg_try_advisory_lock($1) AS held,
            (SELECT application_name FROM pg_stat_activity
              WHERE application_name LIKE 'futuresync-launcher %' AND pid <> pg_backend_pid()
              LIMIT 1) AS holder`,
    [LAUNCHER],
  );
  if (other.rows[0]?.held === true) return { state: "attached" };
  return { state: "other launcher", pid: other.rows[0]?.holder?.split(" ")[1] ?? "unknown" };
}

/** How long the server may take to notice that a process of its users is dead (busy machine). */
const NOTICE_MS = 2_000;

/**
 * Lets go of the server, and stops it if nobody else holds on to it. Of a user that was killed just
 * now the server still holds the lock: it is waited out, or the server would be left behind.
 */
export async function stopIfLast(client: pg.Client, cluster: Cluster): Promise<boolean> {
  await client.query("SELECT pg_advisory_unlock_shared($1)", [ATTACHED]);
  const deadline = Date.now() + NOTICE_MS;
  for (;;) {
    const { rows } = await client.query<{ alone: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS alone",
      [ATTACHED],
    );
    if (rows[0]?.alone === true) break;
    if (Date.now() > deadline || (await selectUsers(client)).some(isAlive)) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stopServer(cluster);
  return true;
}

/** The processes that hold ATTACHED, as their sessions are named. */
async function selectUsers(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT split_part(application_name, ' ', 2)::int AS pid
       FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
        AND classid::bigint << 32 | objid::bigint = $1`,
    [ATTACHED],
  );
  return rows.map(({ pid }) => pid);
}
