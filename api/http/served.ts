import type { ListDefinition } from "../contracts/list.ts";
import { wrongInput } from "./problems.ts";

const RANGE = /^(.+)_(?:gte|gt|lte|lt)$/;

/** The column a range filter is about, else undefined. */
export function rangeColumn(key: string): string | undefined {
  return RANGE.exec(key)?.[1];
}

/**
 * Refuses what no index serves: it would read a whole table for a page. The proof that everything else
 * is cheap is lists-at-volume.test.ts.
 */
export function checkServed(
  definition: ListDefinition,
  filter: Readonly<Record<string, unknown>>,
  order: string,
): void {
  const given = Object.keys(filter).filter((key) => filter[key] !== undefined);
  const narrow = ["id", ...(definition.narrow ?? [])];
  if (given.some((key) => narrow.includes(key))) return;
  for (const key of given) {
    const column = rangeColumn(key);
    if (column !== undefined && column !== order) {
      throw wrongInput(
        `${key} goes with the order of ${column} only: another order would read everything in between.`,
        { sort: `must be by ${column} where ${key} is given` },
      );
    }
  }
  const sets = definition.served?.[order];
  const equalities = given.filter((key) => rangeColumn(key) === undefined);
  if (sets === undefined || equalities.length === 0) return;
  if (sets.some((set) => equalities.every((key) => set.includes(key)))) return;
  const known = sets.filter((set) => set.length > 0).map((set) => set.join(" with "));
  throw wrongInput(
    `No index serves ${equalities.join(" with ")} in the order of ${order}. ` +
      (known.length === 0
        ? `That order takes no filter but ${narrow.join(", ")}.`
        : `It takes ${known.join("; or ")}; or whatever goes with ${narrow.join(", ")}.`),
    Object.fromEntries(equalities.map((key) => [key, "is not served in this order"])),
  );
}
