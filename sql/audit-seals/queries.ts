import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import type { Head } from "./ledger.ts";
import { publicKeyIn } from "./seal.ts";
import type { Seal } from "./seal.ts";

const SELECT_LAST_SEAL = loadSql(import.meta.url, "./select-last-seal.sql");
const SELECT_SEALS_FROM = loadSql(import.meta.url, "./select-seals-from.sql");
const SELECT_SEALS = loadSql(import.meta.url, "./select-seals.sql");
const SELECT_KEY_SEALS = loadSql(import.meta.url, "./select-key-seals.sql");
const SELECT_POSITION = loadSql(import.meta.url, "./select-position.sql");
const SELECT_NEXT_EPOCH = loadSql(import.meta.url, "./select-next-epoch.sql");
const SELECT_LEAVES = loadSql(import.meta.url, "./select-leaves.sql");
const SELECT_HEADS_FROM = loadSql(import.meta.url, "./select-heads-from.sql");
const SELECT_RESUMED_BEHIND = loadSql(import.meta.url, "./select-resumed-behind.sql");
const SELECT_OLDEST_WRITER = loadSql(import.meta.url, "./select-oldest-writer.sql");
const INSERT_SEALS = loadSql(import.meta.url, "./insert-seals.sql");

/** Signed seals name it, and the ledger's folder bears it. */
export async function selectInstallationId(tx: Transaction): Promise<string> {
  const [row] = await tx.rows<{ id: string }>("SELECT id FROM installation");
  if (row === undefined) throw new Error("the table installation has no row");
  return row.id;
}

export async function selectLastSeal(tx: Transaction): Promise<Seal | undefined> {
  return (await tx.rows<Seal>(SELECT_LAST_SEAL))[0];
}

/** Seals `n` and later, in their order, at most `limit`. */
export async function selectSealsFrom(tx: Transaction, n: string, limit: number): Promise<Seal[]> {
  return tx.rows<Seal>(SELECT_SEALS_FROM, [n, limit]);
}

/** What the ledger keeps of seals `n` and later, in their order, at most `limit`. */
export async function selectHeadsFrom(tx: Transaction, n: string, limit: number): Promise<Head[]> {
  return tx.rows<Head>(SELECT_HEADS_FROM, [n, limit]);
}

/** The number of the `resumed` seal that goes on behind this head of the ledger. */
export async function selectResumedBehind(
  tx: Transaction,
  head: Head,
): Promise<string | undefined> {
  return (await tx.rows<{ n: string }>(SELECT_RESUMED_BEHIND, [head.n, head.hash]))[0]?.n;
}

/** Some by their numbers, in no order. */
export async function selectSeals(tx: Transaction, numbers: readonly string[]): Promise<Seal[]> {
  return tx.rows<Seal>(SELECT_SEALS, [numbers]);
}

/** The genesis and each hand-over to another key, in their order. */
export async function selectKeySeals(tx: Transaction): Promise<Seal[]> {
  return tx.rows<Seal>(SELECT_KEY_SEALS);
}

/** The raw public keys that the chain itself names, by id. */
export async function selectPublicKeys(tx: Transaction): Promise<ReadonlyMap<string, Buffer>> {
  const keys = new Map<string, Buffer>();
  for (const seal of await selectKeySeals(tx)) {
    const { key_id } = JSON.parse(seal.detail) as { key_id: string };
    const publicKey = publicKeyIn(seal);
    if (publicKey !== undefined) keys.set(key_id, publicKey);
  }
  return keys;
}

/** The leaves of a seal's tree, 32 bytes each; undefined when it is not there, or its partition is not. */
export async function selectSealLeaves(tx: Transaction, n: string): Promise<Buffer | undefined> {
  const [row] = await tx.rows<{ leaves: Buffer | null }>("SELECT audit_tree($1) AS leaves", [n]);
  return row?.leaves ?? undefined;
}

export type Position = {
  readonly installation_id: string;
  /** Every transaction below it has ended. */
  readonly horizon: string;
  readonly at: string;
};

export type Sealing = {
  readonly seal_n: number | null;
  readonly sealed_at: Date | null;
  /** Events without a seal; 10,001 means more than 10,000. */
  readonly unsealed: number;
  readonly oldest_unsealed_at: Date | null;
  /** Of the oldest open transaction that has written, in any database of the server. */
  readonly writer_since: Date | null;
  readonly writer_seconds: number | null;
};

/** How far the seals are and what holds them back: for staff who may read the trail, and the metrics. */
export async function selectSealing(tx: Transaction): Promise<Sealing> {
  const [row] = await tx.rows<Sealing>("SELECT * FROM audit_sealing()");
  if (row === undefined) throw new Error("audit_sealing() answered no row");
  return row;
}

export type Writer = {
  /** Null for a prepared transaction, which has no process. */
  readonly pid: number | null;
  readonly application: string;
  readonly database: string;
  readonly seconds: number;
};

/** The transaction that holds the horizon, for who has to end it: as pg_monitor. */
export async function selectOldestWriter(tx: Transaction): Promise<Writer | undefined> {
  return (await tx.rows<Writer>(SELECT_OLDEST_WRITER))[0];
}

/** In a REPEATABLE READ transaction: what follows is read in the snapshot that the horizon is of. */
export async function selectPosition(tx: Transaction): Promise<Position> {
  const [row] = await tx.rows<Position>(SELECT_POSITION);
  if (row === undefined) throw new Error("the table installation has no row");
  return row;
}

/** The epoch that follows one, and why it began. */
export async function selectNextEpoch(
  tx: Transaction,
  epoch: string,
): Promise<{ readonly epoch: string; readonly reason: string } | undefined> {
  return (await tx.rows<{ epoch: string; reason: string }>(SELECT_NEXT_EPOCH, [epoch]))[0];
}

/** The text that the database will print for a `detail`: it is what is signed. */
export async function selectDetailText(
  tx: Transaction,
  detail: Record<string, string | number>,
): Promise<string> {
  const [row] = await tx.rows<{ text: string }>("SELECT $1::jsonb::text AS text", [detail]);
  if (row === undefined) throw new Error("a SELECT of one value answered no row");
  return row.text;
}

/** Events of one partition, in the order (tx, seq): eight bytes each of `transactions`, 32 of `leaves`. */
export type PartitionLeaves = {
  readonly partition: string;
  readonly transactions: Buffer;
  readonly leaves: Buffer;
};

/** The partitions that have events of a range, by name, and of each at most `most` from its beginning. */
export async function selectLeaves(
  tx: Transaction,
  range: { readonly epoch: string; readonly from: bigint; readonly to: bigint },
  most: number | null,
): Promise<PartitionLeaves[]> {
  const values = [range.epoch, range.from.toString(), range.to.toString(), most];
  return tx.rows<PartitionLeaves>(SELECT_LEAVES, values);
}

/** All or none: the next ones of the chain, in their order. */
export async function insertSeals(tx: Transaction, seals: readonly Seal[]): Promise<void> {
  const column = <K extends keyof Seal>(name: K) => seals.map((seal) => seal[name]);
  await tx.rows(INSERT_SEALS, [
    column("n"),
    column("kind"),
    column("at"),
    column("epoch"),
    column("tx_from"),
    column("tx_to"),
    column("partition"),
    column("rows"),
    column("root"),
    column("detail"),
    column("prev_seal_hash"),
    column("key_id"),
    column("signature"),
    column("hash"),
  ]);
}
