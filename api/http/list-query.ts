import type { z } from "zod";
import { PAGE_LIMIT, rangeFaults, rangePair, sortPair } from "../contracts/list.ts";
import type { ListDefinition } from "../contracts/list.ts";
import { wrongInput } from "./problems.ts";
import { checkServed, rangeColumn } from "./served.ts";
import { fieldErrors } from "./validation.ts";

export type ListRequest<F> = {
  readonly filter: F;
  readonly sort: { readonly field: string; readonly direction: "ASC" | "DESC" };
  readonly offset: number;
  readonly limit: number;
};

function parseJson(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw wrongInput(`${name} is not valid JSON.`, { [name]: "is not valid JSON" });
  }
}

/** Reads sort, range and filter of the simple-rest dialect; each is already decoded from JSON. */
export function readList<F extends z.ZodRawShape>(
  definition: ListDefinition<F>,
  given: { sort?: unknown; range?: unknown; filter?: unknown },
  extraSorts: readonly string[] = [],
): ListRequest<z.infer<z.ZodObject<F, z.core.$strict>>> {
  const known = Object.keys(definition.filters.shape);
  const filter = definition.filters.safeParse(given.filter ?? {});
  if (!filter.success) {
    const unknown = filter.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? issue.keys : [],
    );
    const errors = fieldErrors(filter.error, "filter");
    const [[field, reason] = ["value", "wrong"]] = Object.entries(errors);
    throw wrongInput(
      unknown.length > 0
        ? `filter does not know ${list(unknown)}; it knows ${list(known)}.`
        : `Wrong filter: ${field}: ${reason}.`,
      errors,
    );
  }
  const backwards = rangeFaults(filter.data);
  const [reversed] = Object.entries(backwards);
  if (reversed !== undefined) throw wrongInput(`Wrong filter: ${reversed.join(": ")}.`, backwards);
  const { sort } = readSort(definition, given.sort ?? ofRange(definition, filter.data), extraSorts);
  // A search is narrow by what is searched.
  if (extraSorts.length === 0) checkServed(definition, filter.data, sort.field);
  return { filter: filter.data, sort, ...readRange(given.range, definition.pageLimit) };
}

function ofRange(definition: ListDefinition, filter: object): [string, "DESC"] | undefined {
  const column = Object.keys(filter)
    .map(rangeColumn)
    .find((name) => name !== undefined);
  return column === undefined || !definition.sorts.includes(column) ? undefined : [column, "DESC"];
}

function readSort(definition: ListDefinition, given: unknown, extraSorts: readonly string[]) {
  const sorts = [...definition.sorts, ...extraSorts];
  const pair = sortPair.safeParse(given ?? definition.defaultSort);
  if (!pair.success) throw wrongInput('sort is a JSON pair such as ["id","ASC"].');
  const [field, direction] = pair.data;
  if (!sorts.includes(field)) {
    throw wrongInput(`sort does not know ${list([field])}; it knows ${list(sorts)}.`);
  }
  return { sort: { field, direction } };
}

/** Without a range: everything up to one page's cap, which is what `getMany` asks for. */
function readRange(given: unknown, pageLimit = PAGE_LIMIT) {
  if (given === undefined) return { offset: 0, limit: pageLimit };
  const pair = rangePair.safeParse(given);
  if (!pair.success) throw wrongInput("range is a JSON pair such as [0,24], both ends included.");
  const [first, last] = pair.data;
  if (last - first + 1 > pageLimit) {
    throw wrongInput(`range may span at most ${pageLimit} rows.`);
  }
  return { offset: first, limit: last - first + 1 };
}

/** The same from the query string, where each of the three is a JSON text. */
export function parseListQuery<F extends z.ZodRawShape>(
  definition: ListDefinition<F>,
  query: { sort?: string | undefined; range?: string | undefined; filter?: string | undefined },
): ListRequest<z.infer<z.ZodObject<F, z.core.$strict>>> {
  return readList(definition, {
    sort: parseJson("sort", query.sort),
    range: parseJson("range", query.range),
    filter: parseJson("filter", query.filter),
  });
}

/** Names from the caller come back quoted and cut: an answer is no place for a whole URL. */
function list(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name.slice(0, 60))).join(", ");
}
