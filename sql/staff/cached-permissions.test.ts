import { afterAll, describe, expect, it } from "vitest";
import { createCache } from "../cache/cache.ts";
import { listenForChanges } from "../cache/listener.ts";
import { createTestDatabase } from "../testing/database.ts";
import { selectPermissions } from "./permissions.ts";

describe("permissions that are kept", async () => {
  const database = await createTestDatabase();
  const { adminPool } = database;
  /** Two processes. */
  const processes = await Promise.all([1, 2].map(async () => startProcess()));
  afterAll(async () => {
    for (const { listener } of processes) await listener.stop();
    await database.drop();
  });

  async function startProcess() {
    const pool = database.pool("futuresync_api");
    const cache = createCache();
    const connect = () => pool.connect();
    const listener = await listenForChanges(cache, { connect, onError: () => undefined });
    return { pool, cache, listener };
  }
  const may = async (permission: string) =>
    Promise.all(
      processes.map(async ({ pool, cache }) =>
        (await selectPermissions(pool, cache, "support")).has(permission),
      ),
    );
  /** Reads until every process has counted another read of the kind. */
  const expectAllToCount = async (kind: "hit" | "off") => {
    const count = () => processes.map(({ cache }) => cache.reads[kind]);
    const before = count();
    const counted = async () => {
      await may("users:show");
      return count().every((reads, index) => reads > (before[index] ?? 0));
    };
    await expect.poll(counted, { timeout: 10_000 }).toBe(true);
  };
  const grant = (verb: string) =>
    adminPool.query(
      "INSERT INTO staff_permissions (role, resource, verb) VALUES ('support', 'users', $1)",
      [verb],
    );
  const revoke = (verb: string) =>
    adminPool.query(
      "DELETE FROM staff_permissions WHERE role = 'support' AND resource = 'users' AND verb = $1",
      [verb],
    );

  it("are read once", async () => {
    const before = processes.map(({ cache }) => ({ ...cache.reads }));
    for (let i = 0; i < 10; i += 1) await may("users:show");
    for (const [index, { cache }] of processes.entries()) {
      const { hit = 0, miss = 0, off = 0 } = before[index] ?? {};
      expect(cache.reads.hit - hit).toBeGreaterThanOrEqual(9);
      expect({ miss: cache.reads.miss - miss, off: cache.reads.off - off }).toEqual({
        miss: 1,
        off: 0,
      });
    }
  });

  it("change in every process once somebody, in psql too, has changed them", async () => {
    await grant("juggle");
    await expect.poll(() => may("users:juggle")).toEqual([true, true]);
    await revoke("juggle");
    await expect.poll(() => may("users:juggle")).toEqual([false, false]);
  });

  it("are never stale while the news cannot arrive: then nothing is kept", async () => {
    await grant("fly");
    await expect.poll(() => may("users:fly")).toEqual([true, true]);
    await adminPool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN cache' AND datname = current_database()",
    );
    await expectAllToCount("off");
    await revoke("fly");
    expect(await may("users:fly")).toEqual([false, false]);
    // Heard again after a second, from nothing.
    await expectAllToCount("hit");
    expect(await may("users:fly")).toEqual([false, false]);
  });
});
