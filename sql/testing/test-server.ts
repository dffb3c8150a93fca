import pg from "pg";
import type { ConnectionSettings } from "../database/connection.ts";
import { dataDirectory, startServer, stopServer } from "../embedded/cluster.ts";
import type { Cluster } from "../embedded/cluster.ts";
import { runningServer } from "../embedded/postmaster.ts";
import { TEST_SETTINGS, removeTestCluster, testAdmin } from "./cluster.ts";

/** A server of one test, which may be stopped, killed and started again on the same port. */
export type TestServer = {
  readonly cluster: Cluster;
  readonly port: number;
  /** Its superuser, in the database `name`. */
  admin(name: string): ConnectionSettings;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of the postmaster and of its backends, which would serve on until they notice. */
  kill(): Promise<void>;
  /** One statement of its superuser. */
  sql<R extends pg.QueryResultRow>(text: string, database?: string): Promise<R[]>;
  /** Stops it and removes what it kept. */
  remove(): Promise<void>;
};

export function testServer(
  cluster: Cluster,
  port: number,
  settings: readonly string[] = [],
): TestServer {
  const pid = () => runningServer(dataDirectory(cluster))?.pid;
  const admin = (database: string) => ({ ...testAdmin(port), database });
  const stop = async () => {
    if (pid() !== undefined) await stopServer(cluster, "immediate");
  };
  const sql = async <R extends pg.QueryResultRow>(text: string, database = "postgres") => {
    const client = new pg.Client({ ...admin(database), application_name: "test" });
    // Lost with a server that is killed: the statement reports it.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    cluster,
    port,
    admin,
    sql,
    start: () => startServer(cluster, port, [...TEST_SETTINGS, ...settings]),
    stop,
    kill: async () => {
      const running = pid();
      if (running === undefined) throw new Error("no server to kill");
      const backends = await sql<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
      );
      process.kill(running, "SIGKILL");
      for (const backend of backends) {
        try {
          process.kill(backend.pid, "SIGKILL");
        } catch {
          // It has noticed already.
        }
      }
      while (pid() !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    remove: async () => {
      await stop();
      removeTestCluster(cluster);
    },
  };
}
