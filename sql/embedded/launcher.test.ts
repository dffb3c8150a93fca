import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { primarySettings } from "../database/hosts/find-primary.ts";
import { databaseEnvironment, parseEnvironment } from "../database/environment.ts";
import { initialiseDatabase } from "../database/initialise.ts";
import { readKeys } from "../database/keys.ts";
import { loginPasswords } from "../database/logins.ts";
import { seedDemo } from "../seeds/seed-demo.ts";
import { freePort } from "../testing/cluster.ts";
import { attachDatabase } from "./attach.ts";
import { isAlive } from "./is-alive.ts";
import { runningServer } from "./postmaster.ts";

const LAUNCHER = new URL("./launcher.ts", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "futuresync-launcher-"));
chmodSync(root, 0o755);
const dataDir = join(root, "data");
const variables = {
  PATH: process.env["PATH"],
  DATA_DIR: dataDir,
  DATABASE_PORT: String(await freePort()),
  API_PORT: String(await freePort()),
  API_METRICS_PORT: String(await freePort()),
  DAEMON_PORT: String(await freePort()),
  DEMO_PASSWORD: "launcher-test-password",
};
const env = parseEnvironment(databaseEnvironment, variables);
const launches: Launch[] = [];

type Launch = {
  readonly process: ChildProcess;
  output(): string;
  /** Resolves when it has said that everything runs. */
  ready(): Promise<void>;
  ended(): Promise<{ code: number | null }>;
};

function launch(overrides: NodeJS.ProcessEnv = {}): Launch {
  const child = spawn(process.execPath, [LAUNCHER], {
    env: { ...variables, ...overrides },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("Ctrl-C stops everything")) ready.resolve();
    });
  }
  const exit = once(child, "close").then(([code]) => {
    ready.reject(new Error(`it ended instead: ${output}`));
    return { code: code as number | null };
  });
  // Most launches are not waited for.
  ready.promise.catch(() => undefined);
  const launched: Launch = {
    process: child,
    output: () => output,
    ready: () => ready.promise,
    ended: () => exit,
  };
  launches.push(launched);
  return launched;
}

async function query<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  const client = new pg.Client(await primarySettings(env, "admin"));
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

/** API and daemon, as the sessions they hold tell. */
async function attachedProcesses(): Promise<number[]> {
  const rows = await query<{ pid: string }>(
    `SELECT split_part(application_name, ' ', 2) AS pid FROM pg_stat_activity
      WHERE application_name LIKE 'futuresync-attached %'`,
  );
  return rows.map(({ pid }) => Number(pid));
}

const apiHealth = async (): Promise<number> =>
  (await fetch(`http://127.0.0.1:${variables.API_PORT}/api/db/health`)).status;

const serverPid = (): number | undefined => runningServer(join(dataDir, "postgres", "data"))?.pid;

beforeAll(async () => {
  const attachment = await attachDatabase(env);
  const admin = await primarySettings(env, "admin");
  await initialiseDatabase(admin, loginPasswords(env));
  // The demo data in small: the launcher finds it and adds none.
  await seedDemo(admin, { password: variables.DEMO_PASSWORD, keys: readKeys(env), users: 20 });
  await attachment.release();
}, 60_000);
afterEach(async () => {
  for (const launched of launches.splice(0)) {
    launched.process.kill("SIGKILL");
    await launched.ended();
  }
});
afterAll(async () => {
  // Adopts what a failed test left running, and stops it as its last user.
  await (await attachDatabase(env)).release();
  rmSync(root, { recursive: true, force: true });
});

describe("npm start", { timeout: 60_000 }, () => {
  it("takes over the database after kill -9, keeps the data, and Ctrl-C stops all", async () => {
    const first = launch();
    await first.ready();
    expect(first.output()).toContain(`http://localhost:${variables.API_PORT}`);
    // A password that was set is not repeated on the terminal.
    expect(first.output()).not.toContain(variables.DEMO_PASSWORD);

    const second = launch({ API_PORT: String(await freePort()) });
    expect(await second.ended()).toMatchObject({ code: 1 });
    expect(second.output()).toBe(
      `${dataDir} is in use by another npm start (process ${first.process.pid}): stop it, or set DATA_DIR\n`,
    );

    const users = await query("SELECT count(*) FROM users");
    const server = serverPid();
    // The launcher last: it would stop everything in order if it saw the others die.
    first.process.kill("SIGSTOP");
    for (const pid of await attachedProcesses()) process.kill(pid, "SIGKILL");
    first.process.kill("SIGKILL");
    await first.ended();
    const third = launch();
    await third.ready();
    expect(third.output()).toContain("Taking over");
    expect(serverPid()).toBe(server);
    expect(await query("SELECT count(*) FROM users")).toEqual(users);

    const began = performance.now();
    third.process.kill("SIGINT");
    expect(await third.ended()).toMatchObject({ code: 0 });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(serverPid()).toBeUndefined();
  });

  it("leaves nothing running when it alone is killed with -9", async () => {
    const launched = launch();
    await launched.ready();
    const children = await attachedProcesses();
    expect(children).toHaveLength(2);
    launched.process.kill("SIGKILL");
    await expect.poll(() => children.filter(isAlive), { timeout: 20_000 }).toEqual([]);
    await expect.poll(serverPid, { timeout: 20_000 }).toBeUndefined();
  });

  it("ends within ten seconds of Ctrl-C also when API and daemon hang", async () => {
    const launched = launch();
    await launched.ready();
    const children = await attachedProcesses();
    for (const pid of children) process.kill(pid, "SIGSTOP");
    const began = performance.now();
    launched.process.kill("SIGINT");
    expect(await launched.ended()).toMatchObject({ code: 0 });
    const took = performance.now() - began;
    expect(took).toBeLessThan(10_000);
    // Less would kill a daemon that still gives its work back (daemon/workers.ts).
    expect(took).toBeGreaterThan(6_000);
    expect(children.filter(isAlive)).toEqual([]);
    expect(serverPid()).toBeUndefined();
  });

  it("hurries at the second Ctrl-C when a process hangs", async () => {
    const launched = launch();
    await launched.ready();
    const children = await attachedProcesses();
    for (const pid of children) process.kill(pid, "SIGSTOP");
    launched.process.kill("SIGINT");
    // Closer together they are one key press: npm passes on what the terminal has sent already.
    await new Promise((resolve) => setTimeout(resolve, 600));
    const began = performance.now();
    launched.process.kill("SIGINT");
    expect(await launched.ended()).toMatchObject({ code: 0 });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(children.filter(isAlive)).toEqual([]);
    expect(serverPid()).toBeUndefined();
  });

  it("stops everything with one line when API or daemon dies", async () => {
    const launched = launch();
    await launched.ready();
    const children = await attachedProcesses();
    process.kill(children[0] ?? 0, "SIGKILL");
    expect(await launched.ended()).toMatchObject({ code: 1 });
    expect(launched.output()).toMatch(/^the (api|daemon) stopped \(SIGKILL\): .+$/m);
    expect(children.filter(isAlive)).toEqual([]);
    expect(serverPid()).toBeUndefined();
  });

  it("goes on when the database is killed, and stops when it does not start again", async () => {
    const launched = launch();
    await launched.ready();
    const server = serverPid();
    process.kill(server ?? 0, "SIGQUIT");
    await expect.poll(serverPid, { timeout: 20_000 }).not.toBe(server);
    await expect.poll(apiHealth, { timeout: 20_000 }).toBe(200);
    await expect.poll(attachedProcesses, { timeout: 20_000 }).toHaveLength(2);

    const vital = join(dataDir, "postgres", "data", "global");
    renameSync(vital, `${vital}.away`);
    process.kill(serverPid() ?? 0, "SIGQUIT");
    expect(await launched.ended()).toMatchObject({ code: 1 });
    renameSync(`${vital}.away`, vital);
    expect(launched.output()).toMatch(/^the (database|api|daemon) stopped/m);
    expect(serverPid()).toBeUndefined();
  });

  it.each([200, 1_000, 2_500])(
    "stops at once when Ctrl-C comes %i ms into a first start",
    async (delay) => {
      const fresh = join(root, `interrupted-${delay}`);
      const port = await freePort();
      const launched = launch({ DATA_DIR: fresh, DATABASE_PORT: String(port) });
      await new Promise((resolve) => setTimeout(resolve, delay));
      const began = performance.now();
      launched.process.kill("SIGINT");
      await launched.ended();
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(launched.output()).not.toMatch(/error/i);
      const left = existsSync(fresh) ? readdirSync(fresh) : [];
      expect(left.filter((name) => name.includes("initdb"))).toEqual([]);
      expect(runningServer(join(fresh, "postgres", "data"))).toBeUndefined();
      // What it left is whole or nothing: the next to attach begins where it stopped.
      const again = { ...env, DATA_DIR: fresh, DATABASE_PORT: [port] };
      await (await attachDatabase(again)).release();
    },
  );

  it("names the busy port before it starts or writes anything", async () => {
    const other = createServer().listen(Number(variables.DAEMON_PORT), "127.0.0.1");
    await once(other, "listening");
    const fresh = join(root, "busy");
    const launched = launch({ DATA_DIR: fresh });
    expect(await launched.ended()).toMatchObject({ code: 1 });
    expect(launched.output()).toBe(
      `port ${variables.DAEMON_PORT} (DAEMON_PORT) is in use by another program: free it, or set DAEMON_PORT\n`,
    );
    expect(existsSync(fresh)).toBe(false);
    other.close();
  });

  it.each([
    [{ API_PORT: "http" }, "wrong setting: API_PORT: "],
    [
      { API_PORT: "4000", DAEMON_PORT: "4000" },
      "wrong setting: DAEMON_PORT: the same port as API_PORT",
    ],
    [{ NODE_ENV: "production" }, "wrong setting: NODE_ENV: npm start never runs in production"],
    [
      { DATABASE_HOST: "localhost" },
      "wrong setting: DATABASE_HOST: npm start brings its own database",
    ],
    [{ AUTH_JWT_SECRET: "short" }, "wrong setting: AUTH_JWT_SECRET: "],
    [{ ENCRYPTION_KEY: "abc" }, "wrong setting: ENCRYPTION_KEY: must be 32 bytes"],
    [{ DATABASE_MAX_CONNECTIONS: "2" }, "wrong setting: DATABASE_MAX_CONNECTIONS: "],
    [{ DATA_DIR: "/dev/null/data" }, "a file is where a folder should be: /dev/null/data"],
  ])("refuses %o in one line, with nothing made", async (wrong, line) => {
    const fresh = join(root, "refused");
    const launched = launch({ DATA_DIR: fresh, ...wrong });
    expect(await launched.ended()).toMatchObject({ code: 1 });
    expect(launched.output()).toContain(line);
    expect(launched.output().trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(fresh)).toBe(false);
  });
});
