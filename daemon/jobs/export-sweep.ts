import { parseExportFile } from "../../sql/artifacts/export-files.ts";
import type { ArtifactStore } from "../../sql/artifacts/store.ts";

/**
 * Deletes every file of an export that is not (or no longer) ready: partial ones of killed attempts,
 * and a final one whose attempt died before it could commit. Only under the fence of the export.
 */
export async function sweepExportFiles(store: ArtifactStore, id: string): Promise<number> {
  let removed = 0;
  for (const { name } of await store.list()) {
    if (parseExportFile(name)?.id !== id) continue;
    if (await store.remove(name)) removed += 1;
  }
  return removed;
}
