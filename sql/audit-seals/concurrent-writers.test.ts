import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { countSealed, sealNow, signerOf, untilSettled } from "../testing/seals.ts";
import { rootOf } from "./merkle.ts";
import { selectSealLeaves, selectSealsFrom } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");

const WRITERS = 16;
const TRANSACTIONS = 40;

/** Transactions of one writer, one after the other; answers the ids of the events that it has committed. */
async function write(writer: number): Promise<string[]> {
  const client = new pg.Client(database.settings("admin"));
  await client.connect();
  const committed: string[] = [];
  try {
    for (let turn = 0; turn < TRANSACTIONS; turn += 1) {
      await client.query("BEGIN");
      const { rows } = await client.query<{ id: string }>(
        "SELECT record_event('search', 'users') AS id FROM generate_series(1, $1)",
        [1 + ((writer + turn) % 3)],
      );
      // Most commit at once, some late: those overtake each other.
      const late = (writer * TRANSACTIONS + turn) % 7 === 0;
      await client.query("SELECT pg_sleep($1)", [late ? 0.15 : 0.001 * (turn % 5)]);
      const gaveUp = (writer + turn) % 4 === 0;
      await client.query(gaveUp ? "ROLLBACK" : "COMMIT");
      if (!gaveUp) committed.push(...rows.map(({ id }) => id));
    }
    return committed;
  } finally {
    await client.end();
  }
}

/** The control: what a sealer would take up that remembers the highest number it has seen. */
const seen = new Set<string>();
let watermark = 0;
async function takeBySequence(): Promise<void> {
  const { rows } = await database.adminPool.query<{ id: string; seq: number }>(
    "SELECT id, seq FROM audit_log WHERE seq > $1 ORDER BY seq",
    [watermark],
  );
  for (const { id } of rows) seen.add(id);
  watermark = rows.at(-1)?.seq ?? watermark;
}

it(
  "seals each event of 16 writers once, with rollbacks and slow commits; a sequence would lose some",
  { timeout: 60_000 },
  async () => {
    const stop = new AbortController();
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const sealing = (async () => {
      let rounds = 0;
      while (!stop.signal.aborted) {
        await sealNow(daemon, signerOf(1));
        await takeBySequence();
        rounds += 1;
      }
      return rounds;
    })();
    const committed = (await writers.finally(() => stop.abort())).flat();
    expect(await sealing).toBeGreaterThan(10);
    await untilSettled(database.adminPool);
    await sealNow(daemon, signerOf(1));
    await takeBySequence();

    const { events, once, rows } = await countSealed(database.adminPool);
    expect({ once, rows }).toEqual({ once: events, rows: events });
    const kept = await database.adminPool.query(
      "SELECT FROM audit_log WHERE id = ANY ($1::uuid[])",
      [committed],
    );
    expect(kept.rowCount).toBe(committed.length);
    expect(committed.length).toBeGreaterThan((WRITERS * TRANSACTIONS) / 2);

    // Nothing came into a range after its seal was made.
    const seals = await inTransaction(daemon, "fs_worker", {}, (tx) =>
      selectSealsFrom(tx, "1", 100_000),
    );
    const filled = seals.filter((seal) => seal.rows !== "0");
    expect(filled.length).toBeGreaterThan(5);
    for (const seal of filled) {
      const leaves = await inTransaction(daemon, "fs_worker", {}, (tx) =>
        selectSealLeaves(tx, seal.n),
      );
      expect(rootOf(leaves ?? Buffer.alloc(0))).toEqual(seal.root);
    }

    const lost = committed.filter((id) => !seen.has(id));
    expect(lost.length).toBeGreaterThan(0);
  },
);
