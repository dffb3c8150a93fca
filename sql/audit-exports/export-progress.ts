import type { ExportStatus } from "../artifacts/export-attempt.ts";

/** Percent of the events written and of their proofs, 0 to 100; 100 only when the file is there (or was). */
export function exportProgress(row: {
  readonly status: ExportStatus;
  readonly events_total: number;
  readonly events: number;
  readonly looked_at: number;
}): number {
  if (row.status === "ready" || row.status === "expired") return 100;
  if (row.events_total === 0) return 0;
  const done = (row.events + row.looked_at) / (2 * row.events_total);
  return Math.min(99, Math.floor(100 * done));
}
