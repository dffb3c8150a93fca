import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReplicatedDatabase } from "../testing/replicated-database.ts";
import type { ReplicatedDatabase } from "../testing/replicated-database.ts";
import { runCommandFile } from "../testing/run-command.ts";
import { checkHealth } from "./health.ts";
import { openHosts } from "./hosts/open-hosts.ts";
import type { Hosts } from "./hosts/open-hosts.ts";

describe("health", { timeout: 60_000 }, () => {
  let database: ReplicatedDatabase;
  const opened: Hosts[] = [];
  const open = (only?: "primary") => {
    const all = database.settings("futuresync_api").map((one) => ({ ...one, max: 2 }));
    const hosts = openHosts(only === undefined ? all : all.slice(0, 1), {
      applicationName: "test-health",
      onError: () => undefined,
    });
    opened.push(hosts);
    return hosts;
  };
  beforeAll(async () => {
    database = await createReplicatedDatabase();
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map((hosts) => hosts.end()));
    await database.remove();
  });

  it("says everything of servers that are well", async () => {
    const report = await checkHealth(open());
    expect(report).toMatchObject({ status: "ok", findings: [] });
    expect(report.hosts).toMatchObject([
      { role: "primary", lag_seconds: null, reason: null },
      { role: "standby", lag_seconds: expect.any(Number), reason: null },
    ]);
    expect(report.details).toMatchObject({
      version: expect.stringMatching(/^1\d/),
      role: "primary",
      latency_ms: expect.any(Number),
      pool: { total: 0, idle: 0, waiting: 0, max: 2 },
      replica_lag_seconds: expect.any(Number),
      migrations: { applied: expect.any(Number), pending: 0 },
      last_proven_backup_at: "unknown",
    });
    expect(report.details?.partition_runway_seconds).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toContain("test-only");
  });

  it("knows a full pool from a server that does not answer", async () => {
    const hosts = open("primary");
    const held = [await hosts.primary.connect(), await hosts.primary.connect()];
    const waiting = hosts.primary.connect();
    const report = await checkHealth(hosts);
    expect(report.status).toBe("degraded");
    expect(report.findings).toEqual([
      "all 2 connections of this process are in use, 1 wait for one",
    ]);
    for (const client of held) client.release();
    (await waiting).release();
    expect((await checkHealth(hosts)).status).toBe("ok");
  });

  it("counts migrations that are pending", async () => {
    const last = "(SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1)";
    const [taken] = await database.primary.sql<{ name: string }>(
      `DELETE FROM schema_migrations WHERE name = ${last} RETURNING name`,
      "futuresync",
    );
    const report = await checkHealth(open("primary"));
    expect(report.status).toBe("degraded");
    expect(report.findings).toEqual(["migrations are pending: 1"]);
    await database.primary.sql(
      `INSERT INTO schema_migrations (name, run_on) VALUES ('${taken?.name ?? ""}', now())`,
      "futuresync",
    );
  });

  it("knows a database that is newer than the code", async () => {
    await database.primary.sql(
      "INSERT INTO schema_migrations (name, run_on) VALUES ('9999_later', now())",
      "futuresync",
    );
    const report = await checkHealth(open("primary"));
    expect(report).toMatchObject({
      status: "degraded",
      findings: ["the database is newer than this code, by migrations: 1"],
      details: { migrations: { pending: 0, unknown: 1 } },
    });
    await database.primary.sql(
      "DELETE FROM schema_migrations WHERE name = '9999_later'",
      "futuresync",
    );
  });

  it("sees by itself that what refused it takes it now: a database that is made, a free connection", async () => {
    const [settings] = database.settings("futuresync_api");
    if (settings === undefined) throw new Error("no host");
    const options = { applicationName: "test-health", onError: () => undefined };
    const hosts = openHosts([{ ...settings, database: "made_later" }], options);
    opened.push(hosts);
    expect((await checkHealth(hosts)).findings).toEqual([
      "the database does not exist: run db:init",
    ]);
    await database.primary.sql("CREATE DATABASE made_later CONNECTION LIMIT 0");
    expect((await checkHealth(hosts)).findings).toEqual(["the server has no connection left"]);
    await database.primary.sql("ALTER DATABASE made_later CONNECTION LIMIT -1");
    expect((await checkHealth(hosts)).findings).toEqual(["the database is empty: run db:init"]);
  });

  it("measures how far a standby is behind", async () => {
    const hosts = open();
    await checkHealth(hosts);
    await database.standby.sql("SELECT pg_wal_replay_pause()");
    await database.primary.sql("CREATE TABLE behind ()", "futuresync");
    const lag = async () => (await checkHealth(hosts)).details?.replica_lag_seconds;
    await expect.poll(lag, { timeout: 15_000, interval: 200 }).toBeGreaterThan(1.5);
    await database.standby.sql("SELECT pg_wal_replay_resume()");
    await expect.poll(lag, { timeout: 10_000, interval: 200 }).toBeLessThan(1.5);
  });

  it("knows a server that refuses writes from one that is away", async () => {
    const hosts = open("primary");
    await database.primary.sql("ALTER SYSTEM SET default_transaction_read_only = on");
    await database.primary.sql("SELECT pg_reload_conf()");
    const findings = async () => (await checkHealth(hosts)).findings;
    await expect
      .poll(findings, { timeout: 10_000 })
      .toEqual(["read only: the server refuses writes (default_transaction_read_only)"]);
    expect(await checkHealth(hosts)).toMatchObject({
      status: "degraded",
      details: { role: "read-only" },
    });
    await database.primary.sql("ALTER SYSTEM RESET default_transaction_read_only");
    await database.primary.sql("SELECT pg_reload_conf()");
    await expect.poll(findings, { timeout: 10_000 }).toEqual([]);
  });

  it("says that a wrong password, a missing or an empty database is the reason", async () => {
    const [settings] = database.settings("futuresync_api");
    if (settings === undefined) throw new Error("no host");
    const reasonOf = async (change: object) => {
      const options = { applicationName: "test-health", onError: () => undefined };
      const hosts = openHosts([{ ...settings, ...change }], options);
      opened.push(hosts);
      const { status, findings } = await checkHealth(hosts);
      expect(status).toBe("down");
      return findings;
    };
    expect(await reasonOf({ password: "wrong" })).toEqual([
      "the server refuses the login or its password",
    ]);
    expect(await reasonOf({ database: "nowhere" })).toEqual([
      "the database does not exist: run db:init",
    ]);
    expect(await reasonOf({ database: "postgres" })).toEqual([
      "the database is empty: run db:init",
    ]);
  });

  it("is printed by db:health, and db:migrate finds the primary behind the standby", async () => {
    const admin = database.settings("admin").toReversed();
    const env = {
      NODE_ENV: "test",
      DATABASE_HOST: admin.map(({ host }) => host).join(","),
      DATABASE_PORT: admin.map(({ port }) => port).join(","),
      DATABASE_ADMIN_USERNAME: admin[0]?.user ?? "",
      DATABASE_ADMIN_PASSWORD: admin[0]?.password ?? "",
    };
    const run = (command: string, ...parameters: string[]) =>
      runCommandFile(`sql/database/commands/${command}.ts`, env, parameters);
    const [standby, primary] = [database.standby.port, database.primary.port];
    const well = await run("health");
    expect(well).toMatchObject({ status: 0, faults: [] });
    expect(well.stdout).toMatch(/^status +ok$/m);
    expect(well.stdout).toMatch(
      new RegExp(`^host +127.0.0.1:${standby} standby, \\d+.\\d s behind$`, "m"),
    );
    expect(well.stdout).toMatch(new RegExp(`^host +127.0.0.1:${primary} primary$`, "m"));
    expect(well.stdout).toMatch(/^migrations +\d+ applied, 0 pending$/m);
    expect(await run("migrate")).toMatchObject({ status: 0, stdout: "nothing to migrate\n" });
    await database.primary.stop();
    expect(await run("migrate")).toEqual({
      status: 1,
      stdout: "",
      faults: [
        `the database cannot be reached: no primary: 127.0.0.1:${standby} is standby, 127.0.0.1:${primary} is away`,
      ],
    });
    const degraded = await run("health");
    expect(degraded.status).toBe(0);
    expect(degraded.stdout).toMatch(/^status +degraded$/m);
    await database.primary.start();
  });

  it("is degraded on a standby alone, and down when nobody is there", async () => {
    const hosts = open();
    await checkHealth(hosts);
    await database.primary.stop();
    expect(await checkHealth(hosts)).toMatchObject({
      status: "degraded",
      findings: [
        "read only: the primary is away, a standby answers",
        "1 of 2 database hosts are away",
      ],
      details: { role: "standby" },
    });
    await database.standby.stop();
    const down = await checkHealth(hosts);
    expect(down).toMatchObject({
      status: "down",
      findings: ["no database answers"],
      hosts: [{ role: "away" }, { role: "away" }],
    });
    expect(down.details).toBeUndefined();
    expect(down.hosts[0]?.reason).toMatch(/ECONNREFUSED/);
  });
});
