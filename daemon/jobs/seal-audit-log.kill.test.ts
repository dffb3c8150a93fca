import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openChain } from "../../sql/audit-seals/chain.ts";
import { openSealLedger } from "../../sql/audit-seals/ledger.ts";
import { selectHeadsFrom, selectInstallationId } from "../../sql/audit-seals/queries.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { countSealed, signerOf, signingKey, untilSettled } from "../../sql/testing/seals.ts";
import { startDaemon, until } from "../testing/daemon-process.ts";
import type { DaemonProcess } from "../testing/daemon-process.ts";

const sealedBy = (daemon: DaemonProcess) =>
  daemon.log().some((line) => line["job"] === "seal-audit-log" && line["msg"] === "ended");

describe("kill -9 of the daemon that seals", { timeout: 60_000 }, async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "futuresync-seal-kill-"));
  const pool = database.pool("futuresync_daemon");
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });
  const id = await inTransaction(pool, "fs_worker", {}, selectInstallationId);
  const ledger = await openSealLedger({ LEDGER_DIR: join(folder, "ledger"), DATA_DIR: "" }, id);
  const start = async (): Promise<DaemonProcess> => {
    // The run that the one before has put back is not waited for.
    await database.adminPool.query(
      "UPDATE pgboss.job SET start_after = now() WHERE name = 'seal-audit-log' AND state = 'created'",
    );
    return startDaemon(database, folder, {
      env: { LEDGER_DIR: join(folder, "ledger"), SIGNING_KEY: signingKey(1), LOG_LEVEL: "debug" },
    });
  };
  const selectHeads = () =>
    inTransaction(pool, "fs_worker", {}, (tx) => selectHeadsFrom(tx, "1", 10_000));
  const anchored = async () => {
    const heads = [];
    for await (const head of ledger.read()) heads.push(head);
    return heads;
  };
  const expectWhole = async () => {
    const { events, once, rows } = await countSealed(database.adminPool);
    expect({ once, rows }).toEqual({ once: events, rows: events });
    expect(await anchored()).toEqual(await selectHeads());
  };
  const runOnce = async () => {
    await untilSettled(database.adminPool);
    const daemon = await start();
    await until(() => sealedBy(daemon), "the seals of the boot");
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toBe(0);
  };

  /** The backend that waits for a lock with a statement of this text. */
  const waiting = async (text: string) => {
    const { rowCount } = await database.adminPool.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'`,
      [text],
    );
    return rowCount === 1;
  };
  /** The next seal, by somebody who never commits: the sealer waits for its number. */
  const holdNumber = () => {
    const release = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const work = inTransaction(
      pool,
      "fs_worker",
      {},
      async (tx) => {
        const chain = await openChain(tx, signerOf(1));
        await chain.add({ kind: "interval" });
        await chain.write();
        held.resolve();
        await release.promise;
        throw new Error("given up");
      },
      { isolation: "repeatable read" },
    ).catch((error: unknown) => held.reject(error));
    return {
      held: held.promise,
      release: async () => {
        release.resolve();
        await work;
      },
    };
  };

  test("between the commit of a seal and its line in the ledger: the next daemon appends it", async () => {
    await runOnce();
    await expectWhole();
    const before = await selectHeads();
    await database.adminPool.query("SELECT record_event('search', 'users')");
    await untilSettled(database.adminPool);
    const number = holdNumber();
    await number.held;
    const daemon = await start();
    await until(() => waiting("INSERT INTO audit_seals"), "the sealer at its number");
    // Takes the table when the sealer has committed, and keeps it from reading what to append.
    const gate = await database.adminPool.connect();
    await gate.query("BEGIN");
    const taken = gate.query("LOCK TABLE audit_seals IN ACCESS EXCLUSIVE MODE");
    await until(() => waiting("LOCK TABLE audit_seals"), "the gate");
    await number.release();
    await taken;
    await until(() => waiting("encode(s.hash, 'hex') AS hash"), "the sealer behind its commit");
    daemon.signal("SIGKILL");
    await daemon.exited;
    const { rows } = await gate.query<{ seals: number }>(
      "SELECT count(*)::int AS seals FROM audit_seals",
    );
    expect(rows[0]?.seals).toBeGreaterThan(before.length);
    expect(await anchored()).toEqual(before);
    await gate.query("COMMIT");
    gate.release();

    await runOnce();
    await expectWhole();
  });

  test("in the middle of a line: the next daemon writes it again behind it", async () => {
    await runOnce();
    const before = await selectHeads();
    const text = readFileSync(ledger.file, "utf8");
    const daemon = await start();
    await until(() => sealedBy(daemon), "the seals of the boot");
    daemon.signal("SIGKILL");
    await daemon.exited;
    // What a power cut leaves of the last append.
    const written = readFileSync(ledger.file, "utf8");
    truncateSync(ledger.file, text.length);
    appendFileSync(ledger.file, written.slice(text.length, text.length + 50));
    expect(await anchored()).toEqual(before);
    await runOnce();
    await expectWhole();
    expect(readFileSync(ledger.file, "utf8")).toContain(
      `${written.slice(text.length, text.length + 50)}\n`,
    );
  });

  test("at any moment, while people write: nothing is lost, nothing sealed twice", async () => {
    const stop = new AbortController();
    const writer = (async () => {
      while (!stop.signal.aborted) {
        await database.adminPool.query(
          "SELECT record_event('search', 'users') FROM generate_series(1, 20)",
        );
      }
    })();
    for (const delay of [0, 5, 15, 40, 80]) {
      const daemon = await start();
      await until(
        () => daemon.log().some((line) => line["job"] === "seal-audit-log"),
        "the job to begin",
      );
      await new Promise((resolve) => setTimeout(resolve, delay));
      daemon.signal("SIGKILL");
      await daemon.exited;
    }
    stop.abort();
    await writer;
    await runOnce();
    await expectWhole();
    expect((await countSealed(database.adminPool)).events).toBeGreaterThan(100);
  });
});
