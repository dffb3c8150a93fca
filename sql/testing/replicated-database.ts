import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectionSettings, Login } from "../database/connection.ts";
import { initialiseDatabase } from "../database/initialise.ts";
import { dataDirectory } from "../embedded/cluster.ts";
import { TEST_PASSWORD, freePort, makeTestCluster, placeTestCluster } from "./cluster.ts";
import { testServer } from "./test-server.ts";
import type { TestServer } from "./test-server.ts";

const NAME = "futuresync";

/** A migrated database on a primary and a streaming standby, two real servers. */
export type ReplicatedDatabase = {
  readonly primary: TestServer;
  readonly standby: TestServer;
  /** The connections of one login, the primary's first. */
  settings(login: Login): ConnectionSettings[];
  /** The variables by which a process of ours finds both. */
  environment(login: Exclude<Login, "admin">): Record<string, string>;
  /** Makes the standby the primary, as whoever runs the servers does. */
  promote(): Promise<void>;
  remove(): Promise<void>;
};

/**
 * The standby is a copy of the stopped primary, which works from PostgreSQL 14 on. `synchronous`: a commit
 * is answered when the standby has it too, so that a killed primary takes nothing with it.
 */
export async function createReplicatedDatabase(
  options: { readonly synchronous?: boolean } = {},
): Promise<ReplicatedDatabase> {
  const primary = testServer(await makeTestCluster(), await freePort());
  const standby = testServer(placeTestCluster(), await freePort());
  const settings = (login: Login): ConnectionSettings[] =>
    [primary, standby].map((server) => ({
      ...server.admin(NAME),
      ...(login !== "admin" && { user: login, password: TEST_PASSWORD }),
    }));
  const remove = async () => {
    await Promise.all([primary.remove(), standby.remove()]);
  };
  try {
    await primary.start();
    await initialiseDatabase(primary.admin(NAME), [
      { login: "futuresync_api", password: TEST_PASSWORD },
      { login: "futuresync_daemon", password: TEST_PASSWORD },
    ]);
    if (options.synchronous === true) {
      await primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
    }
    await primary.stop();
    makeStandby(primary, standby);
    await standby.start();
    await primary.start();
    await untilStreaming(primary);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    primary,
    standby,
    settings,
    environment: (login) => ({
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "test",
      DATABASE_HOST: "127.0.0.1,127.0.0.1",
      DATABASE_PORT: `${primary.port},${standby.port}`,
      DATABASE_NAME: NAME,
      DATABASE_USERNAME: login,
      DATABASE_PASSWORD: TEST_PASSWORD,
    }),
    promote: async () => {
      // Inherited from the primary, it would make every COMMIT wait for a standby that does not exist.
      await standby.sql("ALTER SYSTEM RESET synchronous_standby_names");
      await standby.sql("SELECT pg_reload_conf()");
      await standby.sql("SELECT pg_promote(true, 30)");
    },
    remove,
  };
}

/** `standby` becomes a copy of the stopped `primary` that follows it. */
function makeStandby(primary: TestServer, standby: TestServer): void {
  const data = dataDirectory(standby.cluster);
  // With owner and mode, which the server checks.
  execFileSync("cp", ["-a", primary.cluster.folder, standby.cluster.folder]);
  writeFileSync(join(data, "standby.signal"), "");
  appendFileSync(
    join(data, "postgresql.auto.conf"),
    `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres password=${TEST_PASSWORD}'\n`,
  );
}

async function untilStreaming(primary: TestServer): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const rows = await primary.sql("SELECT FROM pg_stat_replication WHERE state = 'streaming'");
    if (rows.length === 1) return;
    if (Date.now() > deadline) throw new Error("the standby does not stream");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
