import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../sql/testing/database.ts";
import { freePort } from "../sql/testing/cluster.ts";
import { startDaemon, until } from "./testing/daemon-process.ts";

describe("the daemon's process", { timeout: 40_000 }, async () => {
  const database = await createTestDatabase();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "futuresync-daemon-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  test("works, runs every scheduled job once at boot, and answers health and metrics", async () => {
    const daemon = await startDaemon(database, folder);
    const ended = (job: string) =>
      daemon.log().some((line) => line["job"] === job && line["msg"] === "ended");
    await until(
      () =>
        [
          "make-partitions",
          "resume-exports",
          "expire-exports",
          "lift-suspensions",
          "seal-audit-log",
          "verify-audit-log",
        ].every(ended),
      "the jobs of the boot",
    );
    const health = await fetch(`${daemon.address()}/health`);
    expect(await health.json()).toMatchObject({ status: "ok", checks: { database: { ok: true } } });
    expect(health.status).toBe(200);
    const metrics = await (await fetch(`${daemon.address()}/metrics`)).text();
    expect(metrics).toContain(
      'futuresync_job_runs_total{job="make-partitions",result="succeeded"} 1',
    );
    expect(metrics).toContain(
      'futuresync_job_runs_total{job="export-personal-data",result="failed"} 0',
    );
    expect(metrics).toMatch(/futuresync_partition_runway_seconds\{table="audit_log"\} [789]\d{6}/);
    expect(metrics).toContain('futuresync_partition_covers_now{table="analytics_events"} 1');
    expect(metrics).toContain("futuresync_database_up 1");
    expect(metrics).toContain(
      'futuresync_job_runs_total{job="seal-audit-log",result="succeeded"} 1',
    );
    expect((await fetch(`${daemon.address()}/nothing`)).status).toBe(404);
    expect((await fetch(`${daemon.address()}/metrics`, { method: "POST" })).status).toBe(405);

    const { rows } = await database.adminPool.query(
      "SELECT status, detail ->> 'made' AS made FROM job_runs WHERE job = 'make-partitions'",
    );
    expect(rows).toEqual([{ status: "succeeded", made: "0" }]);

    const started = Date.now();
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toBe(0);
    expect(Date.now() - started).toBeLessThan(8_000);
  });

  test("two daemons share a slot: each job of the boot runs under its fence, and both stop cleanly", async () => {
    const daemons = await Promise.all([
      startDaemon(database, folder),
      startDaemon(database, folder),
    ]);
    for (const daemon of daemons) daemon.signal("SIGTERM");
    expect(await Promise.all(daemons.map((daemon) => daemon.exited))).toEqual([0, 0]);
  });

  test("waits for a database that is away, names it, and goes on when it is there", async () => {
    const { host, port } = database.settings("futuresync_daemon");
    const away = await freePort();
    const daemon = await startDaemon(database, folder, {
      wait: false,
      env: { DATABASE_PORT: String(away) },
    });
    await until(() => daemon.output().includes("the database is away"), "the word for it");
    const [line] = daemon.log().filter((entry) => entry["msg"] === "the database is away");
    expect(line).toMatchObject({
      target: `127.0.0.1:${away}/${database.settings("admin").database}`,
      error: { code: "ECONNREFUSED" },
    });
    // A stand-in for the database coming up: the port begins to lead to it.
    const proxy = createServer((socket) => {
      const upstream = connect(port, host);
      socket.pipe(upstream).pipe(socket);
      socket.on("error", () => upstream.destroy());
      upstream.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(away, "127.0.0.1", resolve);
    });
    await until(() => daemon.output().includes("the daemon works"), "the daemon to go on");
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toBe(0);
    await new Promise((resolve) => proxy.close(resolve));
  });

  test("stops also while it waits for the database", async () => {
    const daemon = await startDaemon(database, folder, {
      wait: false,
      env: { DATABASE_PORT: String(await freePort()) },
    });
    await until(() => daemon.output().includes("the database is away"), "the word for it");
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toBe(0);
  });

  const startRefused = async (env: Record<string, string>) => {
    const daemon = await startDaemon(database, folder, { wait: false, env });
    const code = await daemon.exited;
    return { code, lines: daemon.output().trim().split("\n") };
  };

  describe("ends at once with one line that names the variable, when", () => {
    test("its port is taken", async () => {
      const other = createServer();
      await new Promise<void>((resolve) => {
        other.listen(0, "127.0.0.1", resolve);
      });
      const { port } = other.address() as AddressInfo;
      expect(await startRefused({ DAEMON_PORT: String(port) })).toEqual({
        code: 1,
        lines: [`daemon: DAEMON_PORT: cannot listen on 127.0.0.1:${port} (EADDRINUSE)`],
      });
      await new Promise((resolve) => other.close(resolve));
    });

    test("a value is wrong", async () => {
      const { code, lines } = await startRefused({ DATABASE_MAX_CONNECTIONS: "2" });
      expect(code).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^daemon: DATABASE_MAX_CONNECTIONS: /);
    });

    test("the ledger's folder is none", async () => {
      const file = join(folder, "no-ledger");
      await writeFile(file, "");
      const { code, lines } = await startRefused({ LEDGER_DIR: file });
      expect(code).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^daemon: LEDGER_DIR: cannot keep the ledger in /);
    });

    test("production has no key to sign with", async () => {
      expect(await startRefused({ NODE_ENV: "production" })).toEqual({
        code: 1,
        lines: ["daemon: SIGNING_KEY: needed in production"],
      });
    });

    test("its folder is no folder", async () => {
      const file = join(folder, "a-file");
      await writeFile(file, "");
      const { code, lines } = await startRefused({ ARTIFACTS_DIR: file });
      expect(code).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^daemon: ARTIFACTS_DIR: cannot keep files in /);
    });
  });
});
