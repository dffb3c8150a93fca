import { readFileSync } from "node:fs";

/**
 * Reads a fixed query that lies beside its typed function:
 * `const SELECT_USER = loadSql(import.meta.url, "./select-user.sql")`. Runs once, at import.
 */
export function loadSql(base: string, file: string): string {
  return readFileSync(new URL(file, base), "utf8").trim().replace(/;$/, "");
}
