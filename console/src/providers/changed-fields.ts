/**
 * The fields of a form that differ from the record it was opened with. A masked value that nobody
 * touched is therefore never sent back, nor are the parts of a record that are no columns.
 */
export function changedFields(
  data: Readonly<Record<string, unknown>>,
  previous: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(([field, value]) => !sameValue(value, previous[field])),
  );
}

/** Values come from JSON on both sides, hence their JSON text decides. */
function sameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
