import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { countTurns } from "../testing/count-turns.ts";
import { createTestDatabase } from "../testing/database.ts";
import { composer } from "./composer.ts";
import { createPool } from "./pool.ts";
import { inTransaction } from "./transaction.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

/** The texts of a fixed and of a composed statement, as the server got them. */
async function statements(request_id: string): Promise<string[]> {
  return inTransaction(database.adminPool, "none", { request_id }, async (tx) => {
    const fixed = await tx.rows<{ text: string }>("SELECT current_query() AS text");
    const composed = await tx.run(composer.selectNoFrom(sql<string>`current_query()`.as("text")));
    return [...fixed, ...composed].map(({ text }) => text);
  });
}

it("carries the request id in every statement, as a comment", async () => {
  const id = randomUUID();
  const texts = await statements(id);
  expect(texts).toHaveLength(2);
  for (const text of texts) expect(text).toMatch(new RegExp(` /\\* request_id=${id} \\*/$`));
});

it("lets nothing but a uuid into the comment", async () => {
  for (const text of await statements("*/ DROP TABLE users; /*")) {
    expect(text).not.toMatch(/request_id|DROP/);
  }
});

describe("on a pipelined connection", () => {
  const settings = database.settings("futuresync_api");
  const options = { applicationName: "test-pipeline", onError: () => undefined };

  /** Counts how often the two sides take turns: what a distance to the server is multiplied by. */
  async function turnsOf(pipeline: boolean): Promise<number> {
    const wire = await countTurns(settings);
    const pool = createPool({ ...settings, port: wire.port }, { ...options, pipeline });
    try {
      await pool.query("SELECT 1");
      wire.reset();
      await inTransaction(pool, "fs_support", {}, (tx) => tx.rows("SELECT 1"));
      return wire.turns();
    } finally {
      await pool.end();
      await wire.close();
    }
  }

  it("opening, role, settings and the first statement are one round trip, and COMMIT one", async () => {
    expect({ pipelined: await turnsOf(true), plain: await turnsOf(false) }).toEqual({
      pipelined: 2,
      plain: 4,
    });
  });

  it("fails closed where the role cannot be taken, and says that and not what followed", async () => {
    const pool = createPool(settings, { ...options, pipeline: true });
    const before = await countEvents();
    const attempt = inTransaction(pool, "fs_worker", {}, (tx) =>
      tx.rows("SELECT record_event('peek', 'users')"),
    );
    await expect(attempt).rejects.toMatchObject({ code: "42501", message: /set role "fs_worker"/ });
    expect(await countEvents()).toBe(before);
    await pool.end();
  });

  it("keeps nothing when a statement failed and nobody heard it", async () => {
    const pool = createPool(settings, { ...options, pipeline: true });
    const attempt = inTransaction(pool, "fs_support", {}, async (tx) => {
      await tx.rows("SELECT 1 / 0").catch(() => undefined);
    });
    await expect(attempt).rejects.toThrow("nothing was committed");
    await pool.end();
  });

  it("an abandoned transaction ends its backend in the middle of a statement, and leaves the pool well", async () => {
    const pool = createPool(settings, { ...options, pipeline: true });
    const abandoned = new AbortController();
    const attempt = inTransaction(pool, "fs_support", {}, (tx) => tx.rows("SELECT pg_sleep(60)"), {
      abandoned: abandoned.signal,
    });
    await expect.poll(sleeping).toBe(1);
    abandoned.abort(new Error("left"));
    await expect(attempt).rejects.toThrow("left");
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(0);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

async function countEvents(): Promise<unknown> {
  const { rows } = await database.adminPool.query("SELECT count(*)::int AS events FROM audit_log");
  return rows[0]?.events;
}

/** Backends that sleep at this moment. */
async function sleeping(): Promise<number> {
  const { rows } = await database.adminPool.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'`,
  );
  return rows.length;
}
