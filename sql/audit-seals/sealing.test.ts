import { afterAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { sealNow, signerOf, untilSettled } from "../testing/seals.ts";
import { selectOldestWriter, selectSealing } from "./queries.ts";
import type { Sealing } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");
const api = database.pool("futuresync_api");
const sealing = (): Promise<Sealing> => inTransaction(api, "fs_sre", {}, selectSealing);

it("says that nothing is sealed yet, and counts what waits", async () => {
  const { rows } = await database.adminPool.query<{ events: number; oldest: Date }>(
    "SELECT count(*)::int AS events, min(at) AS oldest FROM audit_log",
  );
  expect(await sealing()).toMatchObject({
    seal_n: null,
    sealed_at: null,
    unsealed: rows[0]?.events,
    oldest_unsealed_at: rows[0]?.oldest,
  });
});

it("says what the last seal is, and that nothing waits", async () => {
  await untilSettled(database.adminPool);
  await sealNow(daemon, signerOf(1));
  const { rows } = await database.adminPool.query<{ n: number; at: Date }>(
    "SELECT n, at FROM audit_seals ORDER BY n DESC LIMIT 1",
  );
  expect(await sealing()).toMatchObject({
    seal_n: rows[0]?.n,
    sealed_at: rows[0]?.at,
    unsealed: 0,
    oldest_unsealed_at: null,
  });
});

it("shows who holds the seals back: an open writer", async () => {
  const writer = await database.adminPool.connect();
  try {
    await untilSettled(database.adminPool);
    await writer.query("SET application_name = 'the writer'");
    await writer.query("BEGIN; SELECT record_event('search', 'users')");
    await database.adminPool.query("SELECT record_event('search', 'users')");
    await sealNow(daemon, signerOf(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const held = await sealing();
    // Of the two one has committed: it waits behind the other.
    expect(held.unsealed).toBe(1);
    expect(held.writer_seconds).toBeGreaterThan(0.25);
    expect(held.writer_since?.getTime()).toBeLessThan(held.oldest_unsealed_at?.getTime() ?? 0);
    const holder = await inTransaction(daemon, "pg_monitor", {}, selectOldestWriter);
    expect(holder).toMatchObject({
      pid: expect.any(Number),
      application: "the writer",
      database: database.settings("admin").database,
    });
    expect(holder?.seconds).toBeGreaterThan(0.25);
  } finally {
    await writer.query("ROLLBACK");
    writer.release();
  }
  await untilSettled(database.adminPool);
  await sealNow(daemon, signerOf(1));
  expect(await sealing()).toMatchObject({ unsealed: 0, oldest_unsealed_at: null });
});

it("shows a prepared transaction, which no session of its own shows", async () => {
  const name = database.settings("admin").database;
  await untilSettled(database.adminPool);
  await database.adminPool.query(
    `BEGIN; SELECT record_event('search', 'users'); PREPARE TRANSACTION '${name}'`,
  );
  try {
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await sealing()).writer_seconds).toBeGreaterThan(0.25);
    expect(await inTransaction(daemon, "pg_monitor", {}, selectOldestWriter)).toMatchObject({
      pid: null,
      application: "prepared transaction",
      database: name,
    });
  } finally {
    await database.adminPool.query(`COMMIT PREPARED '${name}'`);
  }
  await untilSettled(database.adminPool);
  expect(await sealNow(daemon, signerOf(1))).toMatchObject({ events: 1 });
});

it("stops counting where a number says enough", async () => {
  await database.adminPool.query(
    `INSERT INTO audit_log
       (id, at, epoch, canon, actor_kind, actor_role, action, resource, details, pii_commit, leaf)
     SELECT gen_random_uuid(), now(), 1, 1, 'database', 'test', 'show', 'users', '{}',
       gen_random_bytes(32), gen_random_bytes(32)
     FROM generate_series(1, 12000)`,
  );
  expect((await sealing()).unsealed).toBe(10_001);
});

it("is for staff and the worker, not for the app's users", async () => {
  for (const role of ["fs_member", "fs_org_admin", "none"] as const) {
    const asked = inTransaction(api, role, {}, selectSealing);
    expect(sqlState(await asked.catch((error: unknown) => error))).toBe("42501");
  }
  for (const role of ["fs_support", "fs_compliance", "fs_dpo", "fs_auditor", "fs_admin"] as const) {
    expect(await inTransaction(api, role, {}, selectSealing)).toMatchObject({ unsealed: 10_001 });
  }
});
