import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { passwordFile } from "../database/connection.ts";
import type { Login } from "../database/connection.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { madeOnce } from "../database/made-once.ts";
import { dataDirectory, initialise, isInitialised, startServer } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { requireFreeSpace } from "./disk-space.ts";
import { EmbeddedError } from "./errors.ts";
import { whyPortStaysTaken } from "./ports.ts";
import { runningServer } from "./postmaster.ts";

const FREE_MB_TO_BEGIN = 300;
const FREE_MB_TO_START = 50;
/** Another process of ours may be trying the port, or starting the server on it, at this moment. */
const PORT_PATIENCE = 1_000;

export type StartOptions = {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
};

/** Makes the cluster if needed and starts it; returns also when another process was faster. */
export async function startCluster(
  env: DatabaseEnvironment,
  cluster: Cluster,
  port: number,
  options: StartOptions,
): Promise<void> {
  const isRunning = () => runningServer(dataDirectory(cluster)) !== undefined;
  const taken = await whyPortStaysTaken("127.0.0.1", port, PORT_PATIENCE);
  if (isRunning()) return;
  if (taken !== undefined) throw new EmbeddedError(`port ${port} (DATABASE_PORT) ${taken}`);
  if (!isInitialised(cluster)) await makeCluster(env, cluster, options);
  requireFreeSpace(cluster.folder, FREE_MB_TO_START);
  keptPassword(env, "futuresync_api");
  keptPassword(env, "futuresync_daemon");
  try {
    await startServer(cluster, port);
  } catch (error) {
    if (!isRunning()) throw error;
  }
}

async function makeCluster(
  env: DatabaseEnvironment,
  cluster: Cluster,
  options: StartOptions,
): Promise<void> {
  requireFreeSpace(env.DATA_DIR, FREE_MB_TO_BEGIN);
  options.onProgress?.(`Making a database in ${cluster.folder}`);
  const hadPassword = existsSync(passwordFile(env, "admin"));
  try {
    await initialise(cluster, keptPassword(env, "admin"), { signal: options.signal });
  } catch (error) {
    if (isInitialised(cluster)) return; // Another process was faster: its cluster is as good.
    if (!hadPassword) rmSync(passwordFile(env, "admin"), { force: true });
    throw error;
  }
}

function keptPassword(env: DatabaseEnvironment, login: Login): string {
  return madeOnce(passwordFile(env, login), () => randomBytes(24).toString("base64url"));
}
