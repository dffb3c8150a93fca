import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseEnvironment } from "../database/environment.ts";
import { verifySignature } from "./seal.ts";
import { createSigner, signingEnvironment } from "./signing-keys.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-signing-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const env = { DATA_DIR: join(root, "data"), NODE_ENV: undefined, DATABASE_HOST: undefined };
const [FIRST = "", SECOND = ""] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));

it("makes the key once, for its owner alone, and signs with it", () => {
  const { newest } = createSigner(env);
  const file = join(env.DATA_DIR, "signing-key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(readFileSync(file, "utf8"), "base64")).toHaveLength(32);
  expect(createSigner(env).newest.id).toBe(newest.id);
  expect(newest.id).toMatch(/^[0-9a-f]{16}$/);
  expect(verifySignature(newest.publicKey, "Zoë", newest.sign(Buffer.from("Zoë")))).toBe(true);
});

it("uses SIGNING_KEY, and asks for it in production", () => {
  const production = { ...env, NODE_ENV: "production" as const };
  expect(() => createSigner(production)).toThrow("SIGNING_KEY: needed in production");
  const signer = createSigner({ ...production, SIGNING_KEY: ` ${SECOND}, ${FIRST}` });
  const before = createSigner({ ...production, SIGNING_KEY: FIRST });
  expect(signer.find(before.newest.id)?.publicKey).toEqual(before.newest.publicKey);
  expect(signer.find(signer.newest.id)).toBe(signer.newest);
  expect(before.find(signer.newest.id)).toBeUndefined();
});

it("refuses a key of another length without repeating it", () => {
  for (const text of ["c2hvcnQ=", `${FIRST},c2hvcnQ=`]) {
    expect(() => parseEnvironment(signingEnvironment, { SIGNING_KEY: text })).toThrow(
      /^SIGNING_KEY: must be 32 bytes in base64 \(openssl rand -base64 32\), or several[^=]+$/,
    );
  }
});
