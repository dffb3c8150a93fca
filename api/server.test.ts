import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../sql/testing/cluster.ts";
import { createTestDatabase } from "../sql/testing/database.ts";

const database = await createTestDatabase();
const folder = mkdtempSync(join(tmpdir(), "futuresync-api-"));
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const SERVER = fileURLToPath(new URL("./server.ts", import.meta.url));

type Started = {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly metrics: string;
  /** What it has logged so far. */
  stdout(): string;
  readonly ended: Promise<{ code: number | null; stderr: string; stdout: string }>;
};

async function start(variables: Record<string, string> = {}): Promise<Started> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...database.environment("futuresync_api"),
      DATA_DIR: folder,
      API_PORT: String(port),
      API_METRICS_PORT: String(metricsPort),
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = new Promise<{ code: number | null; stderr: string; stdout: string }>((resolve) => {
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code, stderr, stdout });
    });
  });
  return {
    child,
    ended,
    stdout: () => stdout,
    origin: `http://127.0.0.1:${port}`,
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
  };
}

const isUp = (url: string) =>
  fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );

async function ready(server: Started): Promise<void> {
  while (!(await isUp(`${server.origin}/api/db/health`))) {
    if (server.child.exitCode !== null) throw new Error((await server.ended).stderr);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function adminCookie(): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await database.adminPool.query(
    `WITH colleague AS (
       INSERT INTO staff (email, name, role, password_hash)
       VALUES (gen_random_uuid() || '@s.example', 'A', 'admin', 'none') RETURNING id
     )
     INSERT INTO staff_sessions (staff_id, token_hash, expires_at)
     SELECT id, $1, now() + interval '1 hour' FROM colleague`,
    [createHash("sha256").update(token).digest()],
  );
  return `fs_session=${token}`;
}

describe("server", () => {
  it("serves, shows figures on its own port only, and ends what it began before it stops", async () => {
    const server = await start();
    await ready(server);
    expect(await (await fetch(server.metrics)).text()).toContain(
      "futuresync_http_requests_in_flight",
    );
    expect((await fetch(`${server.origin}/metrics`)).status).toBe(404);
    const headers = { Cookie: await adminCookie() };
    const holder = await database.adminPool.connect();
    await holder.query("BEGIN; LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE");
    const slow = fetch(`${server.origin}/api/organizations`, { headers });
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.child.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await isUp(`${server.origin}/api/db/health`)).toBe(false);
    await holder.query("COMMIT");
    holder.release();
    expect((await slow).status).toBe(200);
    const { code, stdout, stderr } = await server.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const line of stdout.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("level");
  });

  it("hurries at the second signal", async () => {
    const server = await start();
    await ready(server);
    const headers = { Cookie: await adminCookie() };
    const holder = await database.adminPool.connect();
    await holder.query("BEGIN; LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE");
    const slow = fetch(`${server.origin}/api/organizations`, { headers }).catch(() => "cut");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const begun = Date.now();
    server.child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.child.kill("SIGINT");
    expect(await slow).toBe("cut");
    expect(Date.now() - begun).toBeLessThan(3_000);
    await holder.query("COMMIT");
    holder.release();
    expect((await server.ended).code).toBe(0);
  });

  it.each([
    ["a wrong variable", { API_PORT: "99999" }, /^api: API_PORT: /],
    ["a short secret", { AUTH_JWT_SECRET: "short" }, /^api: AUTH_JWT_SECRET: /],
    ["an address with a path", { PUBLIC_URL: "http://x.example/console" }, /^api: PUBLIC_URL: /],
    [
      "production without an origin",
      { NODE_ENV: "production" },
      /^api: PUBLIC_URL: needed in production/,
    ],
    [
      "a secret in production",
      { NODE_ENV: "production", AUTH_JWT_SECRET: "x".repeat(40) },
      /AUTH_JWT_SECRET: not in production/,
    ],
    ["a wrong password", { DATABASE_PASSWORD: "wrong" }, /^api: password authentication failed/],
  ])("ends with one line for %s", async (_name, variables, line) => {
    const { code, stderr } = await (await start(variables)).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("xxxx");
  });

  it("waits for a database that is away, names it, and can be stopped meanwhile", async () => {
    const away = await start({ DATABASE_PORT: "1" });
    await expect.poll(() => away.stdout(), { timeout: 10_000 }).toContain("the database is away");
    away.child.kill("SIGTERM");
    const { code, stdout } = await away.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/"target":"127\.0\.0\.1:1\//);
  });

  it("serves once the database is back", async () => {
    const port = await freePort();
    const waiting = await start({ DATABASE_PORT: String(port) });
    await expect.poll(() => waiting.stdout(), { timeout: 10_000 }).toContain("is away");
    const real = database.settings("futuresync_api");
    const gate = createTcpServer((client) => {
      client.pipe(connect(real.port, real.host)).pipe(client);
    });
    await new Promise<void>((resolve) => gate.listen(port, "127.0.0.1", resolve));
    await expect.poll(() => waiting.stdout(), { timeout: 10_000 }).toContain("api is ready");
    waiting.child.kill("SIGTERM");
    expect((await waiting.ended).code).toBe(0);
    await new Promise((resolve) => gate.close(resolve));
  });

  it("ends with one line when its port is taken", async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const { code, stderr } = await (await start({ API_PORT: String(port) })).ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `api: API_PORT: cannot listen on 127.0.0.1:${port} (EADDRINUSE)\n`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
