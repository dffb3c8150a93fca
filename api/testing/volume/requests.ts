import type pg from "pg";
import type { z } from "zod";
import type { ListDefinition } from "../../contracts/list.ts";
import { valuesOf } from "./commonest.ts";

type Filter = Readonly<Record<string, unknown>>;
export type Asked = { readonly filter: Filter; readonly sort: readonly [string, "ASC" | "DESC"] };

/** No filter, every filter alone and every pair, with each value, in each order and direction. */
export async function everyRequest(
  admin: pg.ClientBase,
  resource: string,
  definition: ListDefinition,
): Promise<Asked[]> {
  const single: { key: string; value: unknown }[] = [];
  for (const [key, filter] of Object.entries(definition.filters.shape)) {
    const values = await valuesOf(admin, resource, key, filter as z.ZodType);
    single.push(...values.map((value) => ({ key, value })));
  }
  // Of the four bounds of a column two say all: the others are tried alone.
  const paired = single.filter(({ key }) => !/_(?:gt|lte)$/.test(key));
  const filters: Filter[] = [
    {},
    ...single.map(({ key, value }) => ({ [key]: value })),
    ...paired.flatMap((one, place) =>
      paired
        .slice(place + 1)
        .filter((other) => other.key !== one.key)
        .map((other) => ({ [one.key]: one.value, [other.key]: other.value })),
    ),
  ];
  return definition.sorts.flatMap((field) =>
    (["ASC", "DESC"] as const).flatMap((direction) =>
      filters.map((filter) => ({ filter, sort: [field, direction] as const })),
    ),
  );
}
