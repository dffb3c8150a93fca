import { faultOfSeal, keysOfChain } from "../audit-seals/judge.ts";
import type { ChainKeys, Fault } from "../audit-seals/judge.ts";
import { ProofTree } from "../audit-seals/proof-tree.ts";
import {
  selectInstallationId,
  selectKeySeals,
  selectLastSeal,
  selectSealLeaves,
} from "../audit-seals/queries.ts";
import type { Seal } from "../audit-seals/seal.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import type { EventPosition } from "./read-events.ts";

const INTERVAL = loadSql(import.meta.url, "./select-interval-seals.sql");

/** Where months meet, events of two partitions come in turns. */
const TREES = 2;

export type JudgedSeal = {
  readonly seal: Seal;
  readonly tree: ProofTree;
  /** What is wrong with the seal, or with the events that are there now. */
  readonly fault: Fault | undefined;
};

/**
 * The seals of events that come in their order: an interval is read once, and the tree of a seal is built
 * once. In memory are two trees, of 4,096 leaves unless one transaction wrote more (130 bytes a leaf).
 */
export class SealFinder {
  readonly installationId: string;
  /** The chain's head in this snapshot; undefined before the first seal. */
  readonly last: Seal | undefined;
  readonly #tx: Transaction;
  readonly #keys: ChainKeys;
  #interval: readonly Seal[] = [];
  readonly #judged = new Map<string, JudgedSeal>();

  private constructor(
    tx: Transaction,
    installationId: string,
    keys: ChainKeys,
    last: Seal | undefined,
  ) {
    this.#tx = tx;
    this.installationId = installationId;
    this.#keys = keys;
    this.last = last;
  }

  /** In a transaction whose snapshot stays. */
  static async open(tx: Transaction): Promise<SealFinder> {
    const installationId = await selectInstallationId(tx);
    const keys = keysOfChain(installationId, await selectKeySeals(tx));
    return new SealFinder(tx, installationId, keys, await selectLastSeal(tx));
  }

  /** Whether the chain has passed the event's place: then a seal covers it, or it was put there afterwards. */
  isPast({ epoch, tx }: EventPosition): boolean {
    if (this.last === undefined) return false;
    if (epoch !== this.last.epoch) return BigInt(epoch) < BigInt(this.last.epoch);
    return BigInt(tx) < BigInt(this.last.tx_to);
  }

  /** The seal over an event; undefined when none covers it. */
  async sealOf(place: EventPosition): Promise<Seal | undefined> {
    if (!this.isPast(place)) return undefined;
    if (!this.#interval.some((seal) => covers(seal, place))) {
      this.#interval = await this.#tx.rows<Seal>(INTERVAL, [place.epoch, place.tx]);
    }
    return this.#interval.find((seal) => seal.partition === place.partition);
  }

  /** The seal with its tree, as the events of its range are now. */
  async judge(seal: Seal): Promise<JudgedSeal> {
    const known = this.#judged.get(seal.n);
    if (known !== undefined) return known;
    const leaves = (await selectSealLeaves(this.#tx, seal.n)) ?? Buffer.alloc(0);
    const fault = faultOfSeal(this.installationId, seal, this.#keys, leaves);
    const judged = { seal, tree: new ProofTree(leaves), fault };
    const [oldest] = this.#judged.keys();
    if (oldest !== undefined && this.#judged.size >= TREES) this.#judged.delete(oldest);
    this.#judged.set(seal.n, judged);
    return judged;
  }
}

function covers(seal: Seal, { epoch, tx }: EventPosition): boolean {
  if (seal.epoch !== epoch) return false;
  const at = BigInt(tx);
  return BigInt(seal.tx_from) <= at && at < BigInt(seal.tx_to);
}
