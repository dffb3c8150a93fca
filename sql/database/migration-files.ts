import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const DIRECTORY = fileURLToPath(new URL("../migrations", import.meta.url));

/** The migrations of a folder, without `.sql`, in order. */
export function migrationNames(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .map((file) => basename(file, ".sql"))
    .toSorted();
}

export function migrationText(directory: string, name: string): string {
  return readFileSync(join(directory, `${name}.sql`), "utf8").trimEnd();
}

/** True when the file asks, in its first line, to run outside of a transaction. */
export const runsOutside = (text: string): boolean => text.startsWith("-- no transaction\n");
