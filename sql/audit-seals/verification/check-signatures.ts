import { sealMessage, verifySignature } from "../seal.ts";
import type { Seal } from "../seal.ts";
import { keyIdOf } from "../signing-keys.ts";
import { keyIn } from "./detail.ts";
import type { Findings } from "./findings.ts";

type Key = { readonly id: string; readonly publicKey: Buffer; readonly since: string };

export type SignatureCheck = {
  see(seal: Seal): void;
  /** After the last seal. */
  end(): void;
  /** How many were verified. */
  readonly verified: number;
  /** Ids of the keys that signed, in their order. */
  readonly keys: readonly string[];
};

/**
 * Each seal is signed with the key in force: the first seal's, then the one that a signed hand-over
 * names. Trust comes from the pinned keys alone: the chain counts once a seal is signed with one of them,
 * since the chain of hashes binds all that is before it, and hand-overs all that follows.
 *
 * Verified are the seals from `from` on; of the older ones those that trust rests on (first seals,
 * hand-overs, the first one under a pinned key) and the last one of all, whose signature covers the
 * others through their hashes.
 */
export function createSignatureCheck(
  installationId: string,
  pinned: readonly Buffer[],
  from: bigint,
  findings: Findings,
): SignatureCheck {
  const pins = new Map(pinned.map((key) => [keyIdOf(key), key]));
  const proven = new Set<string>();
  const keys: string[] = [];
  let inForce: Key | undefined;
  let first: Seal | undefined;
  let unverified: { seal: Seal; key: Key } | undefined;
  let verified = 0;

  const verify = (seal: Seal, key: Key) => {
    verified += 1;
    // Not the bytes that the chain names, where we know better.
    const publicKey = pins.get(key.id) ?? key.publicKey;
    if (verifySignature(publicKey, sealMessage(installationId, seal), seal.signature)) {
      if (pins.has(key.id)) proven.add(key.id);
      return;
    }
    const says = `the signature of seal ${seal.n} is not by key ${key.id} over what the seal says`;
    findings.add({ check: "signature", seal: seal.n, says });
  };

  return {
    see: (seal) => {
      first ??= seal;
      inForce ??= keyFrom(seal) ?? pinnedKey(pins, seal);
      if (inForce === undefined || seal.key_id !== inForce.id) {
        const known =
          inForce === undefined
            ? "which nothing before it names"
            : `and key ${inForce.id} is in force since seal ${inForce.since}`;
        const says = `seal ${seal.n} is signed with key ${seal.key_id}, ${known}`;
        findings.add({ check: "signature", seal: seal.n, says });
        return;
      }
      if (keys.at(-1) !== inForce.id) keys.push(inForce.id);
      const rested = seal.kind === "genesis" || seal.kind === "key";
      const opens = pins.has(inForce.id) && !proven.has(inForce.id);
      if (BigInt(seal.n) >= from || rested || opens) {
        verify(seal, inForce);
        unverified = undefined;
      } else {
        unverified = { seal, key: inForce };
      }
      if (seal.kind === "key") inForce = keyFrom(seal) ?? inForce;
    },
    end: () => {
      if (unverified !== undefined) verify(unverified.seal, unverified.key);
      if (first === undefined || proven.size > 0) return;
      const names = [...pins.keys()].join(", ");
      findings.add({
        check: "key",
        seal: first.n,
        says: `no seal is signed with the pinned key ${names}: seal ${first.n} is signed with key ${first.key_id}. Either the wrong key is pinned, or every seal was made anew and signed with another key`,
      });
    },
    get verified() {
      return verified;
    },
    keys,
  };
}

/** The key that a first seal or a hand-over names, if its id is its own. */
function keyFrom(seal: Seal): Key | undefined {
  const detail = keyIn(seal);
  if (detail === undefined) return undefined;
  const publicKey = Buffer.from(detail.public_key, "base64");
  const id = keyIdOf(publicKey);
  return id === detail.key_id ? { id, publicKey, since: seal.n } : undefined;
}

/** Where the first seal is missing (which is found elsewhere) the rest can be held against the pin. */
function pinnedKey(pins: ReadonlyMap<string, Buffer>, seal: Seal): Key | undefined {
  const publicKey = pins.get(seal.key_id);
  return publicKey && { id: seal.key_id, publicKey, since: seal.n };
}
