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
    expect(keys.newest.derive("throttle")).toHaveLength(32);
    expect(keys.newest.derive("throttle")).toEqual(createKeys(env).newest.derive("throttle"));
    expect(keys.newest.derive("throttle")).not.toEqual(keys.newest.derive("tokens"));
    expect(keys.newest.derive("throttle").toString("base64")).not.toBe(
      readFileSync(file, "utf8").trim(),
    );
  });

  it("uses ENCRYPTION_KEY, and asks for it in production", () => {
    const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    const production = { ...env, NODE_ENV: "production" as const };
    expect(() => createKeys(production)).toThrow("ENCRYPTION_KEY");
    expect(createKeys({ ...production, ENCRYPTION_KEY }).newest.derive("throttle")).not.toEqual(
      createKeys(env).newest.derive("throttle"),
    );
  });

  it("refuses a key of another length without repeating it", () => {
    expect(() => parseEnvironment(keyEnvironment, { ENCRYPTION_KEY: "c2hvcnQ=" })).toThrow(
      /^ENCRYPTION_KEY: must be 32 bytes in base64 \(openssl rand -base64 32\), or several[^=]+$/,
    );
    const two = `${Buffer.alloc(32, 7).toString("base64")},c2hvcnQ=`;
    expect(() => parseEnvironment(keyEnvironment, { ENCRYPTION_KEY: two })).toThrow("32 bytes");
  });

  it("finds each of several keys by its id, and makes new things with the first", () => {
    const [one, other] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString("base64"));
    const both = createKeys({ ...env, ENCRYPTION_KEY: `${other}, ${one}` });
    const before = createKeys({ ...env, ENCRYPTION_KEY: one });
    expect(both.newest.id).toMatch(/^[0-9a-f]{12}$/);
    expect(both.older).toEqual([before.newest.id]);
    expect(both.find(before.newest.id)?.derive("tokens")).toEqual(before.newest.derive("tokens"));
    expect(before.find(both.newest.id)).toBeUndefined();
  });
});
