import { hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { EnvironmentError, isProduction } from "./environment.ts";
import type { DatabaseEnvironment } from "./environment.ts";
import { madeOnce } from "./made-once.ts";

const KEY_BYTES = 32;

/** The variable, for the environment of a process that needs keys. */
export const keyEnvironment = z.object({
  ENCRYPTION_KEY: z
    .string()
    .refine((text) => Buffer.from(text, "base64").length === KEY_BYTES, {
      message: `must be ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})`,
    })
    .optional(),
});

export type Keys = {
  /** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869): the root key itself encrypts nothing. */
  derive(purpose: string): Buffer;
};

/**
 * The root key of the installation: ENCRYPTION_KEY, needed in production; elsewhere made once and
 * kept under DATA_DIR, the same for all processes.
 */
export function createKeys(
  env: Pick<DatabaseEnvironment, "DATA_DIR" | "NODE_ENV" | "DATABASE_HOST"> &
    z.infer<typeof keyEnvironment>,
): Keys {
  const root = Buffer.from(env.ENCRYPTION_KEY ?? keptKey(env), "base64");
  return {
    derive: (purpose) => Buffer.from(hkdfSync("sha256", root, "", purpose, KEY_BYTES)),
  };
}

function keptKey(
  env: Pick<DatabaseEnvironment, "DATA_DIR" | "NODE_ENV" | "DATABASE_HOST">,
): string {
  if (isProduction(env)) throw new EnvironmentError("ENCRYPTION_KEY: needed in production");
  return madeOnce(join(env.DATA_DIR, "encryption-key"), () =>
    randomBytes(KEY_BYTES).toString("base64"),
  );
}
