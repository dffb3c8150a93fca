import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseEnvironment } from "./environment.ts";
import { createKeys, keyEnvironment } from "./keys.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-keys-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("createKeys", () => {
  const env = { DATA_DIR: join(root, "data"), NODE_ENV: undefined, DATABASE_HOST: undefined };

  it("makes the root key once, for its owner alone, and derives a key for each purpose", () => {
    const keys = createKeys(env);
    const file = join(env.DATA_DIR, "encryption-key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(keys.derive("throttle")).toHaveLength(32);
    expect(keys.derive("throttle")).toEqual(createKeys(env).derive("throttle"));
    expect(keys.derive("throttle")).not.toEqual(keys.derive("tokens"));
    expect(keys.derive("throttle").toString("base64")).not.toBe(readFileSync(file, "utf8").trim());
  });

  it("uses ENCRYPTION_KEY, and asks for it in production", () => {
    const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    const production = { ...env, NODE_ENV: "production" as const };
    expect(() => createKeys(production)).toThrow("ENCRYPTION_KEY");
    expect(createKeys({ ...production, ENCRYPTION_KEY }).derive("throttle")).not.toEqual(
      createKeys(env).derive("throttle"),
    );
  });

  it("refuses a key of another length without repeating it", () => {
    expect(() => parseEnvironment(keyEnvironment, { ENCRYPTION_KEY: "c2hvcnQ=" })).toThrow(
      /^ENCRYPTION_KEY: must be 32 bytes in base64 \(openssl rand -base64 32\)$/,
    );
  });
});
