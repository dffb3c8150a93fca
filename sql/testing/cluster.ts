import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ConnectionSettings } from "../database/connection.ts";
import { initialise, startServer, stopServer } from "../embedded/cluster.ts";
import type { Cluster } from "../embedded/cluster.ts";
import { isAlive } from "../embedded/is-alive.ts";
import { programsFor } from "../embedded/place.ts";
import { serverUser } from "../embedded/system-user.ts";
import { nativeFolderOf, testedVersion } from "./server-version.ts";

const PREFIX = "futuresync-test-";
/** Nothing of a test outlives it, so nothing has to reach the disk. */
export const TEST_SETTINGS = [
  "fsync=off",
  "full_page_writes=off",
  "max_connections=200",
  "max_prepared_transactions=5",
];
export const TEST_PASSWORD = "test-only";

export type TestCluster = {
  readonly admin: ConnectionSettings;
  stop(): Promise<void>;
};

/**
 * A cluster of its own for this run, in a temp folder on a free port, of the version under test.
 * With no `settings` at all it runs as the product's own, which benchmarks are measured on.
 */
export async function startTestCluster(
  settings: readonly string[] = [...TEST_SETTINGS, "synchronous_commit=off"],
): Promise<TestCluster> {
  await removeAbandoned();
  const cluster = await makeTestCluster();
  const port = await startOnFreePort(cluster, settings);
  return {
    admin: testAdmin(port),
    stop: async () => {
      await stopServer(cluster, "immediate");
      removeTestCluster(cluster);
    },
  };
}

/** The superuser of a test's server. */
export const testAdmin = (port: number): ConnectionSettings => ({
  host: "127.0.0.1",
  port,
  database: "postgres",
  user: "postgres",
  password: TEST_PASSWORD,
  max: 5,
});

/** The place of a cluster of the version under test, in a temp folder that the next run removes at the latest. */
export function placeTestCluster(): Cluster {
  const user = serverUser();
  const root = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  if (user !== undefined) chownSync(root, user.uid, user.gid);
  const native = programsFor(user, undefined, nativeFolderOf(testedVersion()));
  return { folder: join(root, "postgres"), native, user };
}

export async function makeTestCluster(): Promise<Cluster> {
  const cluster = placeTestCluster();
  // Before the builtin provider (17) it is libc's: under its C the order is by code point as well.
  await initialise(cluster, TEST_PASSWORD, testedVersion() < 17 ? { locale: [] } : {});
  return cluster;
}

/** Of a server that is stopped. */
export function removeTestCluster(cluster: Cluster): void {
  rmSync(dirname(cluster.folder), { recursive: true, force: true });
}

/** A free port may be taken between the look and the start: try again with another. */
async function startOnFreePort(
  cluster: Cluster,
  settings: readonly string[],
  attempts = 5,
): Promise<number> {
  const port = await freePort();
  try {
    await startServer(cluster, port, settings);
    return port;
  } catch (error) {
    if (attempts === 1) throw error;
    return startOnFreePort(cluster, settings, attempts - 1);
  }
}

/** A port of loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  });
}

/** Clusters of runs that were killed: their server lives on and the folder fills the disk. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split("-")[0] : NaN);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const root = join(tmpdir(), name);
    const folder = join(root, "postgres");
    try {
      const user = serverUser(root);
      await stopServer({ folder, native: programsFor(user), user }, "immediate");
      rmSync(root, { recursive: true, force: true });
    } catch {
      // Another account's: its own next run removes it.
    }
  }
}
