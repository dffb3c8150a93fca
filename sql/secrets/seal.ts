import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Keys, RootKey } from "../database/keys.ts";

const ALGORITHM = "aes-256-gcm";
/** 96 bits, random: what GCM is made for (NIST SP 800-38D, 8.2.2). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed value belongs: moved to another place it does not open. */
export type Place = { readonly table: string; readonly column: string; readonly id: string };

/** Why a value does not open. Names the place and the key's id, never a value. */
export class SealError extends Error {}

/**
 * A key for this place alone: random nonces are safe for 2^32 values under one key (8.3), fewer than
 * ten million people's hourly tokens come to in a month.
 */
const keyFor = (root: RootKey, { table, column, id }: Place): Buffer =>
  root.derive(JSON.stringify(["seal", table, column, id]));

const placeBytes = ({ table, column, id }: Place): Buffer =>
  Buffer.from(JSON.stringify([table, column, id]));

/** Seals under the newest key: nonce, ciphertext, tag. Write `keys.newest.id` beside it. */
export function seal(keys: Keys, place: Place, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyFor(keys.newest, place), nonce);
  cipher.setAAD(placeBytes(place));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made under the key of that id; throws a SealError. */
export function unseal(keys: Keys, place: Place, keyId: string, sealed: Buffer): Buffer {
  const where = `${place.table}.${place.column} of ${place.id}`;
  const root = keys.find(keyId);
  if (root === undefined) {
    throw new SealError(`${where} needs the key ${keyId}, which ENCRYPTION_KEY does not hold`);
  }
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealError(`${where} is not sealed`);
  const decipher = createDecipheriv(
    ALGORITHM,
    keyFor(root, place),
    sealed.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(placeBytes(place));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
  } catch (error) {
    throw new SealError(`${where} does not open: it was changed, or moved from another row`, {
      cause: error,
    });
  }
}
