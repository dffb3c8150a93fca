import { composer } from "./composer.ts";
import type { Database } from "./tables.gen.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Changes a living row if it still has `version`; false when it has not. The keys of `changes` are
 * columns from a parsed form: they are identifiers, never the caller's text.
 */
export async function updateAtVersion(
  tx: Transaction,
  table: keyof Database,
  key: { readonly id: string; readonly version: number },
  changes: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const updated = await tx.run(
    composer
      .updateTable(table)
      .set(changes)
      .where("id", "=", key.id)
      .where("version", "=", key.version)
      .where("deleted_at", "is", null)
      .returning("id"),
  );
  return updated.length > 0;
}
