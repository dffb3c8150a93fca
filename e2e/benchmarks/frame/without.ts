import type { BenchDatabase } from "./database.ts";

const CONSTANT = `'\\x${"5a".repeat(32)}'`;

/** Steps of the function that writes events, and what stands there when one is left out. */
const STEPS = {
  "hash of the leaf": [
    /event\.leaf := sha256\((.*?)\);\n/s,
    "event.leaf := substring($1 FOR 32);\n",
  ],
  leaf: [/event\.leaf := .*?;\n/s, `event.leaf := ${CONSTANT};\n`],
  commitment: [/event\.pii_commit := .*?;\n/s, `event.pii_commit := ${CONSTANT};\n`],
  salt: [/event\.pii_salt := .*?;\n/s, `event.pii_salt := ${CONSTANT};\n`],
} as const;

export type Step = keyof typeof STEPS;

/**
 * Writes the very function of this database anew without some of its steps. Where one is not found, the
 * function is no longer what this file knows, and nothing is measured rather than the wrong thing.
 */
export async function leaveOut(database: BenchDatabase, steps: readonly Step[]): Promise<void> {
  await changeWriter(
    database,
    steps.map((step) => STEPS[step]),
  );
}

/** Replaces parts of the function that writes events; an Error where one is not found. */
export async function changeWriter(
  database: BenchDatabase,
  changes: readonly (readonly [part: RegExp, instead: string])[],
): Promise<void> {
  const { rows } = await database.adminPool.query<{ text: string }>(
    "SELECT pg_get_functiondef('append_audit_event'::regproc) AS text",
  );
  let text = rows[0]?.text ?? "";
  for (const [part, instead] of changes) {
    const changed = text.replace(part, instead);
    if (changed === text) throw new Error(`append_audit_event has no part ${String(part)}`);
    text = changed;
  }
  await database.adminPool.query(text);
}
