import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReplicatedDatabase } from "../../testing/replicated-database.ts";
import type { ReplicatedDatabase } from "../../testing/replicated-database.ts";
import { NoPrimaryError, OutcomeUnknownError } from "../errors.ts";
import { inTransaction } from "../transaction.ts";
import { openHosts } from "./open-hosts.ts";
import type { Hosts } from "./open-hosts.ts";
import { parsePosition } from "./wal.ts";

describe("hosts", { timeout: 60_000 }, () => {
  let database: ReplicatedDatabase;
  let hosts: Hosts;
  const changes: string[] = [];
  beforeAll(async () => {
    database = await createReplicatedDatabase();
    // The standby is named first: the order says nothing.
    hosts = openHosts(database.settings("admin").toReversed(), {
      applicationName: "test-hosts",
      onError: () => undefined,
      onChange: ({ host, from, to }) => changes.push(`${host} ${from} ${to}`),
    });
    await hosts.primary.query("CREATE TABLE notes (note text)");
  }, 60_000);
  afterAll(async () => {
    await hosts.end();
    await database.remove();
  });

  const roles = () => hosts.all.map(({ role }) => role);
  const write = (note: string) =>
    inTransaction(hosts.primary, "none", {}, (tx) =>
      tx.rows("INSERT INTO notes VALUES ($1)", [note]),
    );
  /** Answers the place in the log behind the commit. */
  const writeAt = async (note: string) => {
    let position: bigint | undefined;
    await inTransaction(
      hosts.primary,
      "none",
      {},
      (tx) => tx.rows("INSERT INTO notes VALUES ($1)", [note]),
      { onCommitted: (text) => (position = parsePosition(text)) },
    );
    if (position === undefined) throw new Error("no position behind the commit");
    return position;
  };
  const notes = async () => {
    const { rows } = await hosts.primary.query<{ note: string }>("SELECT note FROM notes");
    return rows.map(({ note }) => note);
  };
  const readsFromPrimary = (position?: bigint) =>
    hosts.read({ prefer: "replica", position }, async ({ pool, isPrimary }) => {
      const { rows } = await pool.query<{ standby: boolean }>(
        "SELECT pg_is_in_recovery() AS standby",
      );
      expect(rows).toEqual([{ standby: !isPrimary }]);
      return isPrimary;
    });

  it("writes to the primary and reads lists from the standby", async () => {
    await write("first");
    expect(roles()).toEqual(["standby", "primary"]);
    await expect.poll(() => readsFromPrimary(), { timeout: 5_000 }).toBe(false);
  });

  it("shows a session its own writes: from the primary until the standby has them", async () => {
    await database.standby.sql("SELECT pg_wal_replay_pause()");
    const position = await writeAt("mine");
    await hosts.look();
    expect(await readsFromPrimary(position)).toBe(true);
    // Whoever wrote nothing may be shown what is a moment old.
    expect(await readsFromPrimary()).toBe(false);
    await database.standby.sql("SELECT pg_wal_replay_resume()");
    await expect.poll(() => readsFromPrimary(position), { timeout: 10_000 }).toBe(false);
  });

  it("reads nothing from a standby that is far behind", async () => {
    await database.standby.sql("SELECT pg_wal_replay_pause()");
    await write("late");
    await expect.poll(() => readsFromPrimary(), { timeout: 15_000, interval: 200 }).toBe(true);
    const lag = hosts.all[0]?.lag_seconds ?? 0;
    expect(lag).toBeGreaterThan(5);
    await database.standby.sql("SELECT pg_wal_replay_resume()");
    await expect.poll(() => readsFromPrimary(), { timeout: 10_000 }).toBe(false);
  });

  it("reads from the primary what a standby gives up", async () => {
    await database.primary.sql("CREATE TABLE removed AS SELECT 1 AS n", "futuresync");
    await database.standby.sql("ALTER SYSTEM SET max_standby_streaming_delay = 0");
    await database.standby.sql("SELECT pg_reload_conf()");
    await expect.poll(() => readsFromPrimary(), { timeout: 10_000 }).toBe(false);
    const sources: boolean[] = [];
    await hosts.read({ prefer: "replica" }, async ({ pool, isPrimary }) => {
      sources.push(isPrimary);
      if (isPrimary) return;
      await expect
        .poll(() => pool.query("SELECT FROM removed").then(() => "there", String))
        .toBe("there");
      const reading = pool.query("SELECT pg_sleep(10) FROM removed");
      await Promise.all([
        reading,
        sleep(200).then(() => database.primary.sql("DROP TABLE removed", "futuresync")),
      ]);
    });
    expect(sources).toEqual([false, true]);
    await database.standby.sql("ALTER SYSTEM RESET max_standby_streaming_delay");
    await database.standby.sql("SELECT pg_reload_conf()");
  });

  it("repeats work whose connection was lost before COMMIT, once, and nothing twice", async () => {
    let tries = 0;
    await inTransaction(hosts.primary, "none", {}, async (tx) => {
      tries += 1;
      await tx.rows("INSERT INTO notes VALUES ('repeated')");
      if (tries > 1) return;
      const [row] = await tx.rows<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await database.primary.sql(`SELECT pg_terminate_backend(${row?.pid ?? 0})`);
      await tx.rows("SELECT 1");
    });
    expect(tries).toBe(2);
    expect((await notes()).filter((note) => note === "repeated")).toHaveLength(1);
  });

  it("does not repeat work whose COMMIT was not answered: it may stand", async () => {
    // A commit that waits for a standby of this name waits for ever, and is written already.
    await database.primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    await database.primary.sql("SELECT pg_reload_conf()");
    const waiting = async () =>
      database.primary.sql<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'test-hosts'",
      );
    let tries = 0;
    const attempt = () => {
      tries = 0;
      return inTransaction(hosts.primary, "none", {}, async (tx) => {
        tries += 1;
        await tx.rows("INSERT INTO notes VALUES ('unknown')");
      }).then(
        () => "committed",
        (error: unknown) => error,
      );
    };
    // The setting counts from a moment on that nobody announces: until then commits are answered.
    let outcome = attempt();
    let committed = 0;
    while ((await waiting()).length === 0) {
      if ((await Promise.race([outcome, sleep(200)])) !== "committed") continue;
      committed += 1;
      outcome = attempt();
    }
    const [backend] = await waiting();
    await database.primary.sql("ALTER SYSTEM RESET synchronous_standby_names");
    await database.primary.sql(`SELECT pg_terminate_backend(${backend?.pid ?? 0})`);
    expect(await outcome).toBeInstanceOf(OutcomeUnknownError);
    await database.primary.sql("SELECT pg_reload_conf()");
    expect(tries).toBe(1);
    await expect
      .poll(async () => (await notes()).filter((note) => note === "unknown"))
      .toHaveLength(committed + 1);
  });

  it("tells a server that refuses writes from one that is away", async () => {
    await database.primary.sql("ALTER SYSTEM SET default_transaction_read_only = on");
    await database.primary.sql("SELECT pg_reload_conf()");
    await expect
      .poll(() => write("refused").catch((error: unknown) => error), { timeout: 10_000 })
      .toBeInstanceOf(NoPrimaryError);
    expect(roles()).toEqual(["standby", "read-only"]);
    expect(hosts.isReadOnly()).toBe(true);
    await database.primary.sql("ALTER SYSTEM RESET default_transaction_read_only");
    await database.primary.sql("SELECT pg_reload_conf()");
    await expect
      .poll(() => write("taken").then(() => "taken", String), { timeout: 10_000 })
      .toBe("taken");
  });

  it("reads on while the primary is dead, follows the promoted standby, and never goes back", async () => {
    const heard: (string | undefined)[] = [];
    hosts.onPrimaryChange((name) => heard.push(name));
    await expect.poll(() => readsFromPrimary(), { timeout: 10_000 }).toBe(false);
    await database.primary.kill();
    await expect(write("nowhere")).rejects.toBeInstanceOf(Error);
    expect(hosts.isReadOnly()).toBe(true);
    expect(await readsFromPrimary()).toBe(false);
    const { rows } = await hosts
      .reads({ prefer: "primary" })
      .query<{ found: boolean }>("SELECT true AS found FROM notes WHERE note = 'taken'");
    expect(rows).toEqual([{ found: true }]);
    // In an outage nobody waits in line: the answer comes at once.
    await sleep(2_200);
    const started = performance.now();
    await expect(write("nowhere")).rejects.toThrow(NoPrimaryError);
    expect(performance.now() - started).toBeLessThan(1_000);

    await database.promote();
    await expect
      .poll(() => write("promoted").then(() => "written", String), { timeout: 10_000 })
      .toBe("written");
    expect(roles()).toEqual(["primary", "away"]);

    // The old primary comes back and believes to be one: it is not written to, nor read from.
    await database.primary.start();
    await hosts.look();
    expect(roles()).toEqual(["primary", "stale"]);
    await Promise.all(Array.from({ length: 20 }, (_, n) => write(`after ${n}`)));
    expect(await readsFromPrimary()).toBe(true);
    const old = await database.primary.sql(
      "SELECT FROM notes WHERE note LIKE 'after%'",
      "futuresync",
    );
    expect(old).toEqual([]);
    expect((await notes()).filter((note) => note.startsWith("after"))).toHaveLength(20);
    // Also when the new one is gone in turn: what is written there would be lost.
    await database.standby.kill();
    await expect(write("lost")).rejects.toBeInstanceOf(Error);
    expect(heard).toEqual([undefined, hosts.all[0]?.name, undefined]);
    expect(changes.length).toBeGreaterThan(5);
  });
});
