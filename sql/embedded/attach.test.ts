import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { primarySettings } from "../database/hosts/find-primary.ts";
import { embeddedPort } from "../database/connection.ts";
import { databaseEnvironment, parseEnvironment } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { freePort } from "../testing/cluster.ts";
import { attachDatabase } from "./attach.ts";
import { runningServer } from "./postmaster.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-attach-"));
// A temp folder is closed to the server's account, which as root is another one.
chmodSync(root, 0o755);
const env = await environment("shared");
const children: ChildProcess[] = [];

async function environment(name: string, variables: NodeJS.ProcessEnv = {}) {
  return parseEnvironment(databaseEnvironment, {
    DATA_DIR: join(root, name),
    DATABASE_PORT: String(await freePort()),
    ...variables,
  });
}

const dataOf = (of: DatabaseEnvironment): string => join(of.DATA_DIR, "postgres", "data");
const serverPid = (): number | undefined => runningServer(dataOf(env))?.pid;

/** Another process that attaches to `env` and stays until it is ended. */
async function holder(): Promise<ChildProcess> {
  const script = `
    const { attachDatabase } = await import(${JSON.stringify(new URL("./attach.ts", import.meta.url).href)});
    const { databaseEnvironment, parseEnvironment } = await import(${JSON.stringify(new URL("../database/environment.ts", import.meta.url).href)});
    await attachDatabase(parseEnvironment(databaseEnvironment));
    console.log("attached");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: env.DATA_DIR,
      DATABASE_PORT: String(env.DATABASE_PORT),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

async function query<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  const client = new pg.Client({ ...(await primarySettings(env, "admin")), database: "postgres" });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  // Adopts what a test left behind, and stops it as its last user.
  await (await attachDatabase(env)).release();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("attachDatabase", { timeout: 60_000 }, () => {
  it("starts the server for the first and stops it with the last", async () => {
    const first = await attachDatabase(env);
    const pid = serverPid();
    expect(pid).toBeDefined();
    const second = await attachDatabase(env);
    await first.release();
    expect(serverPid()).toBe(pid);
    await second.release();
    expect(serverPid()).toBeUndefined();
  });

  it("makes one cluster and one server when three begin at once", async () => {
    const fresh = await environment("three");
    const all = await Promise.all(Array.from({ length: 3 }, () => attachDatabase(fresh)));
    expect(readdirSync(fresh.DATA_DIR).toSorted()).toEqual([
      "futuresync_api-password",
      "futuresync_daemon-password",
      "postgres",
      "postgres-password",
    ]);
    await Promise.all(all.map((attachment) => attachment.release()));
    expect(runningServer(dataOf(fresh))).toBeUndefined();
  });

  it("lets go without a fault when many do at once, over and over", async () => {
    // The one that stops the server cuts off whoever still asks who is left: seldom, so many rounds.
    const fresh = await environment("crowd");
    for (let round = 0; round < 6; round += 1) {
      const all = await Promise.all(Array.from({ length: 8 }, () => attachDatabase(fresh)));
      await Promise.all(all.map((attachment) => attachment.release()));
      expect(runningServer(dataOf(fresh))).toBeUndefined();
    }
  }, 60_000);

  it("makes the same cluster whatever the locale: UTF-8, code points, UTC", async () => {
    const attachment = await attachDatabase(env);
    const settings = await query<Record<string, string>>(
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocale, datlocprovider,
              current_setting('TimeZone') AS zone, current_setting('password_encryption') AS passwords
         FROM pg_database WHERE datname = 'postgres'`,
    );
    expect(settings).toEqual([
      {
        encoding: "UTF8",
        datlocale: "C.UTF-8",
        datlocprovider: "b",
        zone: "UTC",
        passwords: "scram-sha-256",
      },
    ]);
    await attachment.release();
  });

  it("adopts the server that a killed process left behind", async () => {
    const child = await holder();
    const pid = serverPid();
    await kill(child);
    expect(serverPid()).toBe(pid);
    const attachment = await attachDatabase(env);
    expect(serverPid()).toBe(pid);
    await attachment.release();
    expect(serverPid()).toBeUndefined();
  });

  it("moves a left-behind server to the wanted port, and never one that is in use", async () => {
    const child = await holder();
    const elsewhere = { ...env, DATABASE_PORT: [await freePort()] };
    await expect(attachDatabase(elsewhere)).rejects.toThrow(
      `is in use on port ${embeddedPort(env)}: set DATABASE_PORT=${embeddedPort(env)}`,
    );
    await kill(child);
    const attachment = await attachDatabase(elsewhere);
    expect(runningServer(dataOf(env))?.port).toBe(elsewhere.DATABASE_PORT[0]);
    await attachment.release();
  });

  it("takes its place again after a crashed backend has made the server recover", async () => {
    const attachment = await attachDatabase(env);
    const backend = await query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'futuresync-attached %'",
    );
    process.kill(backend[0]?.pid ?? 0, "SIGKILL");
    await expect
      .poll(
        () =>
          query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'").catch(
            () => [],
          ),
        { timeout: 10_000 },
      )
      .toHaveLength(1);
    await attachment.release();
    expect(serverPid()).toBeUndefined();
  });

  it("starts a killed server again, and reports one that does not start any more", async () => {
    const lost = Promise.withResolvers<unknown>();
    const attachment = await attachDatabase(env, { onLost: lost.resolve });
    const pid = serverPid();
    process.kill(pid ?? 0, "SIGQUIT");
    await expect.poll(serverPid, { timeout: 10_000 }).not.toBe(pid);
    await expect.poll(() => query("SELECT 1").catch(() => []), { timeout: 10_000 }).toHaveLength(1);

    const vital = join(dataOf(env), "global");
    renameSync(vital, `${vital}.away`);
    process.kill(serverPid() ?? 0, "SIGQUIT");
    expect(String(await lost.promise)).toContain("PostgreSQL does not start");
    renameSync(`${vital}.away`, vital);
    await attachment.release();
  });

  it("names the busy port and writes nothing", async () => {
    const fresh = await environment("busy");
    const other = createServer().listen(embeddedPort(fresh), "127.0.0.1");
    await once(other, "listening");
    await expect(attachDatabase(fresh)).rejects.toThrow(
      `port ${embeddedPort(fresh)} (DATABASE_PORT) is in use by another program`,
    );
    expect(readdirSync(fresh.DATA_DIR)).toEqual([]);
    other.close();
  });

  it("says so when the password file is gone", async () => {
    await (await attachDatabase(env)).release();
    const file = join(env.DATA_DIR, "postgres-password");
    const password = readFileSync(file, "utf8");
    rmSync(file);
    await expect(attachDatabase(env)).rejects.toThrow(`${file} is missing`);
    writeFileSync(file, password, { mode: 0o600 });
  });

  it("does nothing with a database of one's own, and refuses in production without one", async () => {
    await (
      await attachDatabase(await environment("own", { DATABASE_HOST: "db.example" }))
    ).release();
    expect(existsSync(join(root, "own"))).toBe(false);
    await expect(
      attachDatabase(await environment("production", { NODE_ENV: "production" })),
    ).rejects.toThrow("DATABASE_HOST");
  });
});
