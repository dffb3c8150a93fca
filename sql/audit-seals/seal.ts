import { createHash, createPublicKey, verify } from "node:crypto";
import { HASH_BYTES } from "./merkle.ts";

export type SealKind = "genesis" | "interval" | "key" | "epoch" | "resumed" | "partition-dropped";

/** A seal as text and bytes, the way the queries of this folder read it. */
export type Seal = {
  readonly n: string;
  readonly kind: SealKind;
  /** UTC with six digits: 2026-11-24T11:00:43.313388Z. */
  readonly at: string;
  readonly epoch: string;
  /** Half open: tx_from <= tx < tx_to. */
  readonly tx_from: string;
  readonly tx_to: string;
  readonly partition: string | null;
  readonly rows: string;
  readonly root: Buffer;
  /** The text of the jsonb as Postgres prints it: it is what is signed. */
  readonly detail: string;
  readonly prev_seal_hash: Buffer;
  readonly key_id: string;
  readonly signature: Buffer;
  readonly hash: Buffer;
};

export type UnsignedSeal = Omit<Seal, "signature" | "hash">;

/** What the first seal names as the one before it. */
export const NO_SEAL = Buffer.alloc(HASH_BYTES);

/** What is signed. The order is part of the format: see README.md. */
export function sealMessage(installationId: string, seal: UnsignedSeal): string {
  return JSON.stringify([
    "futuresync-audit-seal-1",
    installationId,
    seal.n,
    seal.kind,
    seal.at,
    seal.epoch,
    seal.tx_from,
    seal.tx_to,
    seal.partition,
    seal.rows,
    seal.root.toString("hex"),
    seal.detail,
    seal.prev_seal_hash.toString("hex"),
    seal.key_id,
  ]);
}

/** sha256(message ‖ signature): what the next seal and the ledger name. */
export function sealHash(message: string, signature: Buffer): Buffer {
  return createHash("sha256").update(message).update(signature).digest();
}

/** Ed25519 (RFC 8032). False for whatever is no key, no signature, or not by this key over this message. */
export function verifySignature(
  publicKey: Buffer,
  message: string | Buffer,
  signature: Buffer,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const x = publicKey.toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, Buffer.from(message), key, signature);
}

/** `detail` of a genesis or key seal: the key that signs from there on. Undefined when it holds none. */
export function publicKeyIn(seal: Pick<Seal, "detail">): Buffer | undefined {
  const detail = JSON.parse(seal.detail) as { public_key?: unknown };
  return typeof detail.public_key === "string"
    ? Buffer.from(detail.public_key, "base64")
    : undefined;
}
