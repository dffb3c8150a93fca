import { isDeepStrictEqual } from "node:util";
import { leafOf } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import type { AuditEventRow } from "../audit-log/read.ts";
import { HASH_BYTES, rootOf } from "./merkle.ts";
import { publicKeyIn, sealHash, sealMessage, verifySignature } from "./seal.ts";
import type { Seal } from "./seal.ts";
import { keyIdOf } from "./signing-keys.ts";

/**
 * What is wrong: `event`: it, or what is shown of it, is not what was sealed; `values`: its personal values are not those it
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

/** What a list says of an event that its canonical form says too. */
export type ShownEvent = Pick<
  AuditEventRow,
  | "id"
  | "at"
  | "actor_kind"
  | "actor_id"
  | "actor_role"
  | "subject_id"
  | "action"
  | "resource"
  | "resource_id"
  | "request_id"
  | "reason_code"
  | "ticket"
  | "details"
>;

/** What is wrong with the event itself, computed anew from its columns. */
export function faultOfEvent(event: Evidence): Fault | undefined {
  if (!leafOf(event).equals(event.leaf)) return "event";
  if (event.values_intact === false) return "values";
  return event.seal === null && event.is_past ? "order" : undefined;
}

const SAME = [
  "id",
  "actor_kind",
  "actor_role",
  "action",
  "resource",
  "request_id",
  "reason_code",
  "ticket",
] as const;

/**
 * Whether an event was shown as it is sealed: what shows it is another view than what proves it, and its owner can
 * replace it. `pseudonyms`: of the people shown; who was forgotten is shown as nobody.
 */
export function isShownAsSealed(
  shown: ShownEvent,
  event: SealedEvent,
  pseudonyms: ReadonlyMap<string, string | null>,
): boolean {
  const isOf = (id: string | null, sealed: string | null) =>
    id === null || (sealed !== null && pseudonyms.get(id) === sealed);
  return (
    SAME.every((column) => shown[column] === event[column]) &&
    // A Date has milliseconds.
    shown.at.getTime() === new Date(event.at).getTime() &&
    isDeepStrictEqual(shown.details, JSON.parse(event.details)) &&
    isOf(shown.actor_id, event.actor) &&
    isOf(shown.subject_id, event.subject) &&
    // A row that is nobody stands by its own id.
    (shown.resource_id === event.resource_id || isOf(shown.resource_id, event.resource_id))
  );
}

/** What is wrong with a seal: its signature, or the leaves that are there now. */
export function faultOfSeal(
  installationId: string,
  seal: Seal,
  keys: ChainKeys,
  leaves: Buffer,
): Fault | undefined {
  if (!isSigned(installationId, seal, keyAt(keys, seal))) return "signature";
  const counted = String(leaves.length / HASH_BYTES) === seal.rows;
  return counted && rootOf(leaves).equals(seal.root) ? undefined : "seal";
}

/** A key signs the seals behind the one that names it, up to the one by which it hands over. */
type Term = { readonly publicKey: Buffer; readonly after: bigint; last: bigint | undefined };

/** By key id. A key that was handed over to once more has two terms. */
export type ChainKeys = ReadonlyMap<string, readonly Readonly<Term>[]>;

/**
 * The public keys: that of the first seal, and each that one of them has signed over to. Who wants more
 * trust than in the first row of a table pins a key: audit:verify, and the page that checks proofs.
 * `keySeals` in their order.
 */
export function keysOfChain(installationId: string, keySeals: readonly Seal[]): ChainKeys {
  const keys = new Map<string, Term[]>();
  for (const seal of keySeals) {
    const named = publicKeyIn(seal);
    if (named === undefined) continue;
    const id = keyIdOf(named);
    const detail = JSON.parse(seal.detail) as { key_id?: string };
    const isFirst = seal.kind === "genesis" && seal.n === "1" && seal.key_id === id;
    const signer = termAt(keys, seal);
    if (detail.key_id !== id || (!isFirst && seal.kind !== "key")) continue;
    if (!isSigned(installationId, seal, isFirst ? named : signer?.publicKey)) continue;
    if (signer !== undefined) signer.last = BigInt(seal.n);
    const term = { publicKey: named, after: BigInt(seal.n), last: undefined };
    keys.set(id, [...(keys.get(id) ?? []), term]);
  }
  return keys;
}

/** The key that signed a seal, when it was the one that signs. */
function keyAt(keys: ChainKeys, seal: Seal): Buffer | undefined {
  return termAt(keys, seal)?.publicKey;
}

function termAt<T extends Readonly<Term>>(
  keys: ReadonlyMap<string, readonly T[]>,
  seal: Seal,
): T | undefined {
  const n = BigInt(seal.n);
  return keys
    .get(seal.key_id)
    ?.find(({ after, last }) => after < n && (last === undefined || n <= last));
}

function isSigned(installationId: string, seal: Seal, key: Buffer | undefined): boolean {
  const message = sealMessage(installationId, seal);
  return (
    key !== undefined &&
    sealHash(message, seal.signature).equals(seal.hash) &&
    verifySignature(key, message, seal.signature)
  );
}
