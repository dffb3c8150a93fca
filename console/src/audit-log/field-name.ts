/** `display_name` → `Display name`: a column without a text of its own is still readable. */
export function fieldName(column: string): string {
  const words = column.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
