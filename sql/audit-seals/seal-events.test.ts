import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { countSealed, sealNow, signerOf, untilSettled } from "../testing/seals.ts";
import { inclusionPath, rootFromPath, rootOf } from "./merkle.ts";
import {
  selectInstallationId,
  selectKeySeals,
  selectLastSeal,
  selectPublicKeys,
  selectSealLeaves,
  selectSealsFrom,
} from "./queries.ts";
import { NO_SEAL, sealHash, sealMessage, verifySignature } from "./seal.ts";
import type { Seal } from "./seal.ts";
import type { Sealed } from "./seal-events.ts";
import type { Signer } from "./signing-keys.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");

const signer = signerOf(1);

async function seal(by: Signer = signer): Promise<Sealed> {
  await untilSettled(database.adminPool);
  return sealNow(daemon, by);
}

const asWorker = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  inTransaction(daemon, "fs_worker", {}, work);
const allSeals = (): Promise<Seal[]> => asWorker((tx) => selectSealsFrom(tx, "1", 100_000));

/** Each in a transaction of its own, so that intervals have places to be cut at. */
async function writeEvents(transactions: number, each = 1): Promise<void> {
  await database.adminPool.query(
    `DO $$ BEGIN FOR n IN 1..${transactions} LOOP
       PERFORM record_event('search', 'users') FROM generate_series(1, ${each}); COMMIT;
     END LOOP; END $$`,
  );
}

/** A hundred thousand rows with their indexes, on a machine that does other things too. */
const MANY = { timeout: 90_000 };

/** Rows in the shape of events, by the owner: an event takes 0.1 ms, a tree needs nothing but the leaf. */
async function writeRows(transactions: number, each: number, month = 0): Promise<void> {
  await database.adminPool.query(
    `DO $$ BEGIN FOR n IN 1..${transactions} LOOP
       INSERT INTO audit_log
         (id, at, epoch, canon, actor_kind, actor_role, action, resource, details, pii_commit, leaf)
       SELECT gen_random_uuid(), now() + m * interval '1 month', 1, 1, 'database', 'test', 'show', 'users',
         '{}', sha256(''), sha256(int8send(row))
       FROM generate_series(${month}, 0, -1) AS m, generate_series(1, ${each}) AS row;
       COMMIT;
     END LOOP; END $$`,
  );
}

/** Everything a reader of the chain relies on, recomputed here from the seals and the leaves. */
async function expectWholeChain(): Promise<Seal[]> {
  const seals = await allSeals();
  const installation = await asWorker(selectInstallationId);
  const keys = await asWorker(selectPublicKeys);
  let before: Seal | undefined;
  for (const one of seals) {
    const message = sealMessage(installation, one);
    expect(one.prev_seal_hash).toEqual(before?.hash ?? NO_SEAL);
    expect(sealHash(message, one.signature)).toEqual(one.hash);
    expect(verifySignature(keys.get(one.key_id) ?? NO_SEAL, message, one.signature)).toBe(true);
    const leaves = await asWorker((tx) => selectSealLeaves(tx, one.n));
    expect(leaves?.length).toBe(Number(one.rows) * 32);
    expect(rootOf(leaves ?? Buffer.alloc(1))).toEqual(one.root);
    const sameInterval = one.tx_from === before?.tx_from && one.tx_to === before.tx_to;
    const begins = one.kind === "epoch" || before === undefined ? "0" : before.tx_to;
    expect(sameInterval ? before?.tx_from : begins).toBe(one.tx_from);
    before = one;
  }
  return seals;
}

async function expectAllSealedOnce(): Promise<void> {
  const { events, once, rows } = await countSealed(database.adminPool);
  expect({ once, rows }).toEqual({ once: events, rows: events });
}

it("begins with the genesis, seals what is there, and then an interval without rows", async () => {
  const first = await seal();
  const { events } = await countSealed(database.adminPool);
  expect(events).toBeGreaterThan(0);
  await expectAllSealedOnce();
  expect(first).toEqual({ seals: 2, events });
  expect(await seal()).toEqual({ seals: 1, events: 0 });
  const [genesis, interval, empty] = await expectWholeChain();
  expect(genesis).toMatchObject({ n: "1", kind: "genesis", tx_from: "0", tx_to: "0", rows: "0" });
  expect(JSON.parse(genesis?.detail ?? "")).toEqual({
    key_id: signer.newest.id,
    public_key: signer.newest.publicKey.toString("base64"),
  });
  expect(interval).toMatchObject({ kind: "interval", epoch: "1", tx_from: "0" });
  expect(interval?.partition).toMatch(/^audit_log_\d{4}_\d{2}$/);
  expect(empty).toMatchObject({ kind: "interval", partition: null, rows: "0" });
});

it("signs the very text that the database says, and a proof of each event leads to its root", async () => {
  await writeEvents(7, 3);
  await seal();
  const { rows } = await database.adminPool.query<{ n: string; message: string }>(
    "SELECT n::text, audit_seal_message(s) AS message FROM audit_seals AS s ORDER BY s.n",
  );
  const installation = await asWorker(selectInstallationId);
  const seals = await allSeals();
  expect(rows).toEqual(seals.map((one) => ({ n: one.n, message: sealMessage(installation, one) })));
  const last = await asWorker(selectLastSeal);
  const leaves = (await asWorker((tx) => selectSealLeaves(tx, last?.n ?? ""))) ?? NO_SEAL;
  expect(last).toMatchObject({ rows: "21" });
  for (let index = 0; index < 21; index += 1) {
    const leaf = leaves.subarray(index * 32, index * 32 + 32);
    const path = inclusionPath(leaves, index);
    expect(rootFromPath(leaf, index, 21, path)).toEqual(last?.root);
  }
  const { rows: inOrder } = await database.adminPool.query<{ leaves: Buffer }>(
    `SELECT string_agg(leaf, '' ORDER BY tx, seq) AS leaves FROM (
       SELECT * FROM audit_log ORDER BY tx DESC, seq DESC LIMIT 21) AS e`,
  );
  expect(inOrder[0]?.leaves).toEqual(leaves);
});

it("answers no leaves for a seal that is not there", async () => {
  expect(await asWorker((tx) => selectSealLeaves(tx, "999999"))).toBeUndefined();
});

it("cuts more than 4,096 events between transactions, and leaves one transaction whole", async () => {
  const before = Number((await asWorker(selectLastSeal))?.n);
  await writeRows(45, 100);
  await writeRows(1, 5_000);
  await writeRows(3, 1);
  expect(await seal()).toEqual({ seals: 4, events: 9_503 });
  const rows = (await expectWholeChain()).slice(before).map((one) => Number(one.rows));
  expect(rows).toEqual([4_000, 500, 5_000, 3]);
  await expectAllSealedOnce();
});

it("makes a step of some 65,536 events at a time, and all of them in the end", MANY, async () => {
  await writeRows(70, 1_000);
  const { events } = await seal();
  expect(events).toBe(70_000);
  const { rows } = await database.adminPool.query<{ steps: number }>(
    "SELECT count(DISTINCT at)::int AS steps FROM (SELECT at FROM audit_seals ORDER BY n DESC LIMIT 18) AS s",
  );
  expect(rows).toEqual([{ steps: 2 }]);
  await expectAllSealedOnce();
});

it(
  "leaves a transaction whole that is larger than a step, over its partitions too",
  MANY,
  async () => {
    const before = Number((await asWorker(selectLastSeal))?.n);
    await writeRows(2, 3);
    await writeRows(1, 66_000, 1);
    await writeRows(1, 2);
    expect(await seal()).toEqual({ seals: 4, events: 132_008 });
    const rows = (await expectWholeChain()).slice(before).map((one) => Number(one.rows));
    expect(rows).toEqual([6, 66_000, 66_000, 2]);
    await expectAllSealedOnce();
  },
);

it("makes one tree a partition of an interval, in the order of their names", async () => {
  await writeRows(1, 1, 2);
  expect(await seal()).toEqual({ seals: 3, events: 3 });
  const trees = (await expectWholeChain()).slice(-3);
  const names = trees.map(({ partition }) => partition ?? "");
  expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
  expect(new Set(names).size).toBe(3);
  expect(new Set(trees.map(({ tx_from, tx_to }) => `${tx_from} ${tx_to}`)).size).toBe(1);
});

it("ends before the oldest open transaction that has written, and goes on when it has ended", async () => {
  await seal();
  for (const end of ["COMMIT", "ROLLBACK"]) {
    const writer = await database.adminPool.connect();
    await writer.query("BEGIN; SELECT record_event('search', 'users')");
    await writeEvents(5);
    // Those five have committed, and must wait for the one before them.
    expect(await sealNow(daemon, signer)).toMatchObject({ events: 0 });
    await writer.query(end);
    expect(await seal()).toMatchObject({ events: end === "COMMIT" ? 6 : 5 });
    writer.release();
  }
  await expectAllSealedOnce();
  await expectWholeChain();
});

it("hands over to a new key, signed by the old one, and refuses while the old one is not there", async () => {
  await expect(seal(signerOf(2))).rejects.toThrow(
    `SIGNING_KEY: holds no key ${signer.newest.id}, which has to sign the hand-over to ${signerOf(2).newest.id}: put it behind the new one, with a comma`,
  );
  const both = signerOf(2, 1);
  expect(await seal(both)).toEqual({ seals: 2, events: 0 });
  const [handOver, next] = (await expectWholeChain()).slice(-2);
  expect(handOver).toMatchObject({ kind: "key", key_id: signer.newest.id });
  expect(JSON.parse(handOver?.detail ?? "")).toEqual({
    key_id: both.newest.id,
    public_key: both.newest.publicKey.toString("base64"),
  });
  expect(next).toMatchObject({ kind: "interval", key_id: both.newest.id });
  // The old one is needed no more.
  expect(await seal(signerOf(2))).toEqual({ seals: 1, events: 0 });
  await seal(signerOf(3, 2));
  const keys = await asWorker(selectKeySeals);
  expect(keys.map(({ kind }) => kind)).toEqual(["genesis", "key", "key"]);
  await seal(signerOf(1, 3));
  await expectWholeChain();
});

it("seals the rest of an epoch that is over, says that the next one began, and goes on from 0", async () => {
  const by = signerOf(1);
  await seal(by);
  await writeEvents(3);
  await database.adminPool.query(
    "INSERT INTO audit_epochs (epoch, reason) VALUES (2, 'a test'), (3, 'another')",
  );
  await writeEvents(2);
  expect(await seal(by)).toEqual({ seals: 4, events: 5 });
  const [rest, second, third, now] = (await expectWholeChain()).slice(-4);
  expect(rest).toMatchObject({ kind: "interval", epoch: "1", rows: "3" });
  expect(second).toMatchObject({ kind: "epoch", epoch: "2", tx_from: "0", tx_to: "0" });
  expect(second?.detail).toBe('{"reason": "a test"}');
  expect(third).toMatchObject({ kind: "epoch", epoch: "3", detail: '{"reason": "another"}' });
  expect(now).toMatchObject({ kind: "interval", epoch: "3", tx_from: "0", rows: "2" });
  await expectAllSealedOnce();
});
