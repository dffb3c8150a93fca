/** Percent of the tables done, 0 to 100; 100 only when the file is there (or was, until it expired). */
export function exportProgress(row: {
  readonly status: string;
  readonly tables_done: number;
  readonly tables_total: number;
}): number {
  if (row.status === "ready" || row.status === "expired") return 100;
  if (row.tables_total === 0) return 0;
  return Math.min(99, Math.floor((100 * row.tables_done) / row.tables_total));
}
