import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const SHAPES = [
  "api/environment.ts",
  "daemon/environment.ts",
  "sql/audit-seals/ledger.ts",
  "sql/audit-seals/signing-keys.ts",
  "sql/database/environment.ts",
  "sql/database/keys.ts",
  "sql/embedded/launch-environment.ts",
  "sql/process/addresses.ts",
];

const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name]) => String(name));

it(".env.example lists exactly the variables that are read", () => {
  const known = SHAPES.flatMap((path) => matches(read(path), /^ +([A-Z][A-Z_]+): /gm));
  const listed = matches(read(".env.example"), /^#?([A-Z][A-Z_]+)=/gm);
  expect(new Set(listed)).toEqual(new Set(known));
  expect(listed).toHaveLength(new Set(known).size);
});
