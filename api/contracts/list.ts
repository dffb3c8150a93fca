import { z } from "zod";
import { moment } from "./values.ts";

/** Rows a page may hold, unless the list says less: each is read by its id, in 2 to 4 pages of the database. */
export const PAGE_LIMIT = 500;
/** Totals are exact up to here, the planner's estimate beyond (`X-Total-Estimated: true`). */
export const TOTAL_LIMIT = 10_000;

/** What one resource's list offers. Keys of `filters` are columns, or column + operator suffix. */
export type ListDefinition<
  F extends z.ZodRawShape = z.ZodRawShape,
  S extends readonly [string, ...string[]] = readonly [string, ...string[]],
> = {
  readonly filters: z.ZodObject<F, z.core.$strict>;
  readonly sorts: S;
  /** Order without a `sort`: newest first unless stated. A range brings the order of its own column. */
  readonly defaultSort: readonly [S[number], "ASC" | "DESC"];
  /** Rows a page may hold, where they are dear: PAGE_LIMIT otherwise. */
  readonly pageLimit?: number;
  /** Filters that leave few rows, beside `id`: any other filter and any order goes with them. */
  readonly narrow?: readonly (keyof F & string)[];
  /**
   * By order: sets of filters that an index serves in it, each of a set alone or with the others. An
   * order not named here takes any. A range goes with the order of its own column only.
   */
  readonly served?: Readonly<
    Partial<Record<S[number], readonly (readonly (keyof F & string)[])[]>>
  >;
};

export function defineList<
  const F extends z.ZodRawShape,
  const S extends readonly [string, ...string[]],
>(definition: ListDefinition<F, S>): ListDefinition<F, S> {
  return definition;
}

/**
 * The three parameters as they stand in the URL: each a JSON text (simple-rest dialect). Nothing else,
 * so that a personal value in `?q=` is refused and does not seem to have searched.
 */
export const listQuery = z.strictObject({
  sort: z.string().optional().meta({ description: 'A JSON pair: `["created_at","DESC"]`' }),
  range: z
    .string()
    .optional()
    .meta({ description: "A JSON pair, both ends included", example: "[0,9]" }),
  filter: z
    .string()
    .optional()
    .meta({ description: 'A JSON object: `{"status":"active"}`', example: "{}" }),
});

export const sortPair = z.tuple([z.string(), z.enum(["ASC", "DESC"])]);
export const rangePair = z
  .tuple([z.int().min(0), z.int().min(0)])
  .refine(([first, last]) => last >= first, "ends before it starts");

/** What is wrong with two bounds of one column, by the lower one's name: nothing lies between them. */
export function rangeFaults(filter: Readonly<Record<string, unknown>>): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const [lower, from] of Object.entries(filter)) {
    const column = /^(.+)_gte?$/.exec(lower)?.[1];
    if (column === undefined || typeof from !== "string") continue;
    for (const upper of [`${column}_lt`, `${column}_lte`]) {
      const until = filter[upper];
      if (typeof until !== "string") continue;
      // Read to the millisecond: of two instants within one, only the same text is the same.
      const meets = from === until && !(lower.endsWith("gte") && upper.endsWith("lte"));
      if (Date.parse(from) > Date.parse(until) || meets) faults[lower] = `is not before ${upper}`;
    }
  }
  return faults;
}

/** The same as a check of a schema. */
export function checkRange(
  filter: Readonly<Record<string, unknown>>,
  ctx: z.RefinementCtx<Readonly<Record<string, unknown>>>,
): void {
  for (const [name, message] of Object.entries(rangeFaults(filter))) {
    ctx.addIssue({ code: "custom", path: [name], message });
  }
}

/** The four filters of a time column: `created_at_gte`, `_gt`, `_lte` and `_lt`. */
export function between<N extends string>(column: N) {
  const bounds = ["gte", "gt", "lte", "lt"] as const;
  return Object.fromEntries(
    bounds.map((bound) => [`${column}_${bound}`, moment.optional()]),
  ) as Record<`${N}_${(typeof bounds)[number]}`, z.ZodOptional<typeof moment>>;
}
