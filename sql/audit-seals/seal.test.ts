import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rootOf } from "./merkle.ts";
import { publicKeyIn, sealHash, sealMessage, verifySignature } from "./seal.ts";
import type { UnsignedSeal } from "./seal.ts";
import { createSigner, keyIdOf } from "./signing-keys.ts";

const README = readFileSync(new URL("README.md", import.meta.url), "utf8");

function value(name: string): string {
  const found = new RegExp(`^${name}: (.*)$`, "m").exec(README)?.[1];
  if (found === undefined) throw new Error(`the README's example has no line ${name}`);
  return found;
}

const seed = Buffer.from(value("seed"), "hex").toString("base64");
const env = { DATA_DIR: "", NODE_ENV: "test", DATABASE_HOST: undefined } as const;
const { newest: key } = createSigner({ ...env, SIGNING_KEY: seed });
const leaf = Buffer.from(value("leaf"), "hex");
const seal: UnsignedSeal = {
  n: "2",
  kind: "interval",
  at: "2026-11-24T11:00:43.318287Z",
  epoch: "1",
  tx_from: "0",
  tx_to: "830",
  partition: "audit_log_2026_11",
  rows: "2",
  root: rootOf(Buffer.concat([leaf, leaf])),
  detail: "{}",
  prev_seal_hash: Buffer.alloc(32, 0xab),
  key_id: key.id,
};

it("has the worked example of the README right", () => {
  const message = sealMessage("01a20d10-6a2e-71e7-b39c-61e151940551", seal);
  expect(message).toBe(value("message"));
  expect(key.publicKey.toString("base64")).toBe(value("public key"));
  const signature = key.sign(message);
  expect(signature.toString("hex")).toBe(value("signature"));
  expect(sealHash(message, signature).toString("hex")).toBe(value("hash"));
});

it("is verified by its key over its message, and by nothing else", () => {
  const message = value("message");
  const signature = Buffer.from(value("signature"), "hex");
  expect(verifySignature(key.publicKey, message, signature)).toBe(true);
  expect(verifySignature(key.publicKey, `${message} `, signature)).toBe(false);
  for (let index = 0; index < signature.length; index += 1) {
    const changed = Buffer.from(signature);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(verifySignature(key.publicKey, message, changed)).toBe(false);
  }
  const other = createSigner({ ...env, SIGNING_KEY: Buffer.alloc(32, 9).toString("base64") });
  expect(verifySignature(other.newest.publicKey, message, signature)).toBe(false);
  expect(verifySignature(key.publicKey.subarray(1), message, signature)).toBe(false);
  expect(verifySignature(key.publicKey, message, signature.subarray(1))).toBe(false);
  expect(verifySignature(Buffer.alloc(32, 0xff), message, signature)).toBe(false);
});

it("names a key by its public half", () => {
  expect(key.id).toBe(keyIdOf(key.publicKey));
  const detail = JSON.stringify({ public_key: key.publicKey.toString("base64") });
  expect(publicKeyIn({ detail })).toEqual(key.publicKey);
  expect(publicKeyIn({ detail: "{}" })).toBeUndefined();
});
