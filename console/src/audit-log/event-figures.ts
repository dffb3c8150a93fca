/** Parts of `details` that `changes` already tells, field by field. */
const TOLD = new Set(["columns", "old", "new"]);

/** The other things an event notes about itself, such as how many rows a search found. */
export function eventFigures(details: unknown): [string, unknown][] {
  if (typeof details !== "object" || details === null || Array.isArray(details)) return [];
  return (
    Object.entries(details)
      .filter(([name, value]) => !TOLD.has(name) && value !== null)
      // An erasure names each event it went through, hundreds of them: how many says more.
      .map(([name, value]) => [name, Array.isArray(value) ? value.length : value])
  );
}
