/** The key of the fence (sql/job-runs) whoever holds it alone builds, resumes or expires this export. */
export function exportFence(id: string): string {
  return `export:${id}`;
}
