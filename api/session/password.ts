import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/**
 * argon2id with the library's parameters (19 MiB, 2 passes, 1 lane: OWASP's first choice). Unknown
 * accounts are verified against a decoy made with the same, so that the time tells nothing.
 */
export function createPasswordCheck(): (
  passwordHash: string | undefined,
  password: string,
) => Promise<boolean> {
  const decoy = hash(randomBytes(24).toString("base64"));
  return async (passwordHash, password) => {
    const matches = await verify(passwordHash ?? (await decoy), password);
    return passwordHash !== undefined && matches;
  };
}
