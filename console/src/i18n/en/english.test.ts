import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { english } from "./english.ts";

const SOURCE = join(import.meta.dirname, "../..");
/** A whole key in quotes; keys built from parts end at `${` and are checked by their first part. */
const KEY = /["`]((?:app|resources)\.[a-z_.-]+?)(?:["`]|\$\{)/g;

function has(key: string): boolean {
  let at: unknown = english;
  for (const part of key.replace(/\.$/, "").split(".")) {
    if (typeof at !== "object" || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

describe("english", () => {
  it("has every text the console asks for", () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) =>
      /(?<!\.test)\.tsx?$/.test(file),
    );
    const keys = files.flatMap((file) =>
      [...readFileSync(join(SOURCE, file), "utf8").matchAll(KEY)].map((match) => match[1] ?? ""),
    );
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((key) => !has(key))).toEqual([]);
  });
});
