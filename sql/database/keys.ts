import { hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { EnvironmentError, isProduction, parseEnvironment } from "./environment.ts";
import type { DatabaseEnvironment } from "./environment.ts";
import { madeOnce } from "./made-once.ts";

const KEY_BYTES = 32;

/** `newest,older`: blanks around a key mean nothing. */
const list = (text: string): Buffer[] =>
  text.split(",").map((key) => Buffer.from(key.trim(), "base64"));

/** The variable, for the environment of a process that needs keys. */
export const keyEnvironment = z.object({
  ENCRYPTION_KEY: z
    .string()
    .refine((text) => list(text).every(({ length }) => length === KEY_BYTES), {
      message: `must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES}), or several with commas, the newest first`,
    })
    .optional(),
});

export type RootKey = {
  /** Names the key beside what it sealed; says nothing about it. */
  readonly id: string;
  /** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869): the root key itself encrypts nothing. */
  derive(purpose: string): Buffer;
};

export type Keys = {
  /** What is made now is made with this one. */
  readonly newest: RootKey;
  /** The newest among them: what was sealed earlier still opens. */
  find(id: string): RootKey | undefined;
  /** The ids of the older ones. */
  readonly older: readonly string[];
};

type KeyVariables = Pick<DatabaseEnvironment, "DATA_DIR" | "NODE_ENV" | "DATABASE_HOST"> &
  z.infer<typeof keyEnvironment>;

/**
 * The root keys of the installation: ENCRYPTION_KEY, needed in production; elsewhere one is made once
 * and kept under DATA_DIR, the same for all processes.
 */
export function createKeys(env: KeyVariables): Keys {
  const [newest, ...older] = list(env.ENCRYPTION_KEY ?? keptKey(env)).map(rootKey);
  if (newest === undefined) throw new Error("a list that is split has a first part");
  return {
    newest,
    older: older.map(({ id }) => id),
    find: (id) => [newest, ...older].find((key) => key.id === id),
  };
}

/** The same for a command or the launcher, which read no variables of keys otherwise. */
export function readKeys(env: DatabaseEnvironment): Keys {
  return createKeys({ ...env, ...parseEnvironment(keyEnvironment) });
}

function rootKey(root: Buffer): RootKey {
  const derive = (purpose: string, bytes = KEY_BYTES) =>
    Buffer.from(hkdfSync("sha256", root, "", purpose, bytes));
  return { id: derive("key id", 6).toString("hex"), derive: (purpose) => derive(purpose) };
}

function keptKey(env: KeyVariables): string {
  if (isProduction(env)) throw new EnvironmentError("ENCRYPTION_KEY: needed in production");
  return madeOnce(join(env.DATA_DIR, "encryption-key"), () =>
    randomBytes(KEY_BYTES).toString("base64"),
  );
}
