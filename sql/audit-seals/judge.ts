import { leafOf } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import { HASH_BYTES, rootOf } from "./merkle.ts";
import { publicKeyIn, sealHash, sealMessage, verifySignature } from "./seal.ts";
import type { Seal } from "./seal.ts";

/**
 * What is wrong: `event`: it is not what was sealed; `values`: its personal values are not those it
 * committed to; `order`: it stands where everything is sealed, in no seal; `seal`: the events of its seal
 * are not those that were sealed; `signature`: the seal is not signed by a key of the chain.
 */
export type Fault = "event" | "values" | "order" | "seal" | "signature";

/** An event with all that its proof rests on, as `select-event-evidence.sql` reads it. */
export type Evidence = SealedEvent & {
  readonly leaf: Buffer;
  /** null once they are erased. */
  readonly values_intact: boolean | null;
  readonly seal: string | null;
  readonly seal_rows: number | null;
  readonly is_past: boolean;
};

/** What is wrong with the event itself, computed anew from its columns. */
export function faultOfEvent(event: Evidence): Fault | undefined {
  if (!leafOf(event).equals(event.leaf)) return "event";
  if (event.values_intact === false) return "values";
  return event.seal === null && event.is_past ? "order" : undefined;
}

/** What is wrong with a seal: its signature, or the leaves that are there now. */
export function faultOfSeal(
  installationId: string,
  seal: Seal,
  keys: ReadonlyMap<string, Buffer>,
  leaves: Buffer,
): Fault | undefined {
  if (!isSigned(installationId, seal, keys.get(seal.key_id))) return "signature";
  const counted = String(leaves.length / HASH_BYTES) === seal.rows;
  return counted && rootOf(leaves).equals(seal.root) ? undefined : "seal";
}

/**
 * The public keys by id: that of the genesis, and each that one of them has signed over to. Who wants more
 * trust than in the first row of a table pins a key: audit:verify, and the page that checks proofs.
 */
export function keysOfChain(
  installationId: string,
  keySeals: readonly Seal[],
): ReadonlyMap<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const seal of keySeals) {
    const named = publicKeyIn(seal);
    const { key_id } = JSON.parse(seal.detail) as { key_id?: string };
    if (named === undefined || key_id === undefined) continue;
    const signer = seal.kind === "genesis" ? named : keys.get(seal.key_id);
    if (isSigned(installationId, seal, signer)) keys.set(key_id, named);
  }
  return keys;
}

function isSigned(installationId: string, seal: Seal, key: Buffer | undefined): boolean {
  const message = sealMessage(installationId, seal);
  return (
    key !== undefined &&
    sealHash(message, seal.signature).equals(seal.hash) &&
    verifySignature(key, message, seal.signature)
  );
}
