import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { EnvironmentError, isProduction } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { madeOnce } from "../database/made-once.ts";

const SEED_BYTES = 32;

/** `newest,older`: blanks around a key mean nothing. */
const list = (text: string): Buffer[] =>
  text.split(",").map((key) => Buffer.from(key.trim(), "base64"));

/** The variable, for the environment of the daemon and of the audit commands: nobody else signs. */
export const signingEnvironment = z.object({
  SIGNING_KEY: z
    .string()
    .refine((text) => list(text).every(({ length }) => length === SEED_BYTES), {
      message: `must be ${SEED_BYTES} bytes in base64 (openssl rand -base64 ${SEED_BYTES}), or several with commas, the newest first`,
    })
    .optional(),
});

export type SigningKey = {
  /** The first 16 hexadecimal digits of sha256(public key). */
  readonly id: string;
  /** The raw 32 bytes of RFC 8032. */
  readonly publicKey: Buffer;
  /** Ed25519 over the bytes, or the text in UTF-8. */
  sign(message: string | Buffer): Buffer;
};

export type Signer = {
  /** The newest first. */
  readonly keys: readonly SigningKey[];
  readonly newest: SigningKey;
  /** The newest among them: it hands over to the one before it in the list. */
  find(id: string): SigningKey | undefined;
};

type SigningVariables = Pick<DatabaseEnvironment, "DATA_DIR" | "NODE_ENV" | "DATABASE_HOST"> &
  z.infer<typeof signingEnvironment>;

/**
 * The keys that sign seals: SIGNING_KEY, needed in production; elsewhere one is made once and kept under
 * DATA_DIR, the same for all processes.
 */
export function createSigner(env: SigningVariables): Signer {
  const keys = list(env.SIGNING_KEY ?? keptKey(env)).map(signingKey);
  const [newest] = keys;
  if (newest === undefined) throw new Error("a list that is split has a first part");
  return { keys, newest, find: (id) => keys.find((key) => key.id === id) };
}

/**
 * The same for who only looks: makes no key. One that never signed a seal would be pinned by whoever
 * was shown it.
 */
export function readSigner(env: SigningVariables): Signer {
  const file = keptFile(env);
  if (env.SIGNING_KEY === undefined && !isProduction(env) && !existsSync(file)) {
    throw new EnvironmentError(
      `SIGNING_KEY: is not set, and there is none in ${file} yet: the daemon makes it at its first start`,
    );
  }
  return createSigner(env);
}

export function keyIdOf(publicKey: Buffer): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 16);
}

/** What stands before the seed in an Ed25519 private key of PKCS #8 (RFC 8410, section 7). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

function signingKey(seed: Buffer): SigningKey {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const publicKey = Buffer.from(x, "base64url");
  return {
    id: keyIdOf(publicKey),
    publicKey,
    sign: (message) => sign(null, Buffer.from(message), key),
  };
}

function keptKey(env: SigningVariables): string {
  if (isProduction(env)) throw new EnvironmentError("SIGNING_KEY: needed in production");
  return madeOnce(keptFile(env), () => randomBytes(SEED_BYTES).toString("base64"));
}

const keptFile = ({ DATA_DIR }: SigningVariables): string => join(DATA_DIR, "signing-key");
