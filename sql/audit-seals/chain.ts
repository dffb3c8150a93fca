import type { Transaction } from "../database/transaction.ts";
import { EMPTY_ROOT } from "./merkle.ts";
import { insertSeals, selectDetailText, selectLastSeal, selectPosition } from "./queries.ts";
import type { Position } from "./queries.ts";
import { NO_SEAL, sealHash, sealMessage } from "./seal.ts";
import type { Seal, SealKind, UnsignedSeal } from "./seal.ts";
import type { Signer, SigningKey } from "./signing-keys.ts";

/** What keeps the sealer from going on until a person acts: the message says what and which command. */
export class SealingError extends Error {}

/** What is not said is as in the last seal: its epoch, the place where it ends, no rows, no detail. */
type SealDraft = { readonly kind: SealKind } & Partial<
  Pick<UnsignedSeal, "n" | "prev_seal_hash" | "epoch" | "tx_from" | "tx_to" | "partition" | "root">
> & { readonly rows?: number; readonly detail?: Record<string, string | number> };

export type Chain = {
  readonly position: Position;
  readonly last: Seal;
  /** Signs the next link; it is in the database after `write`. */
  add(draft: SealDraft): Promise<Seal>;
  /** The key that signs hands over to the newest of SIGNING_KEY, when that is another one. */
  handOver(): Promise<void>;
  /** Inserts what was added, and answers how many that were. */
  write(): Promise<number>;
};

/**
 * The chain as the transaction sees it, ready for the next links: begun when there is none, signed by the
 * key that the last seal leaves it to. As fs_worker, in a REPEATABLE READ transaction, under the fence of
 * the job `seal-audit-log`: of two at once the second fails by the number of its seal.
 */
export async function openChain(tx: Transaction, signer: Signer): Promise<Chain> {
  const position = await selectPosition(tx);
  const added: Seal[] = [];
  const link = async (
    key: SigningKey,
    draft: SealDraft,
    before: Seal | undefined,
  ): Promise<Seal> => {
    const ends = before?.tx_to ?? "0";
    const unsigned: UnsignedSeal = {
      n: draft.n ?? String(BigInt(before?.n ?? 0) + 1n),
      kind: draft.kind,
      at: position.at,
      epoch: draft.epoch ?? before?.epoch ?? "1",
      tx_from: draft.tx_from ?? ends,
      tx_to: draft.tx_to ?? ends,
      partition: draft.partition ?? null,
      rows: String(draft.rows ?? 0),
      root: draft.root ?? EMPTY_ROOT,
      detail: draft.detail === undefined ? "{}" : await selectDetailText(tx, draft.detail),
      prev_seal_hash: draft.prev_seal_hash ?? before?.hash ?? NO_SEAL,
      key_id: key.id,
    };
    const message = sealMessage(position.installation_id, unsigned);
    const signature = key.sign(message);
    const seal = { ...unsigned, signature, hash: sealHash(message, signature) };
    added.push(seal);
    return seal;
  };
  const { newest } = signer;
  const detail = { key_id: newest.id, public_key: newest.publicKey.toString("base64") };
  let last =
    (await selectLastSeal(tx)) ?? (await link(newest, { kind: "genesis", detail }, undefined));
  const holder = keyAfter(last);
  const own = signer.find(holder);
  if (own === undefined) {
    throw new SealingError(
      `SIGNING_KEY: holds no key ${holder}, which has to sign the hand-over to ${newest.id}: put it behind the new one, with a comma`,
    );
  }
  let key = own;
  const add = async (draft: SealDraft): Promise<Seal> => {
    last = await link(key, draft, last);
    return last;
  };
  return {
    position,
    get last() {
      return last;
    },
    add,
    handOver: async () => {
      if (key.id === newest.id) return;
      await add({ kind: "key", detail });
      key = newest;
    },
    write: async () => {
      const seals = added.splice(0);
      if (seals.length > 0) await insertSeals(tx, seals);
      return seals.length;
    },
  };
}

/** The key that signs what follows a seal. */
function keyAfter(seal: Seal): string {
  return seal.kind === "key" ? (JSON.parse(seal.detail) as { key_id: string }).key_id : seal.key_id;
}
