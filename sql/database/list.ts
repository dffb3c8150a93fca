import { sql } from "kysely";
import type {
  Expression,
  ExpressionBuilder,
  RawBuilder,
  SelectQueryBuilder,
  SqlBool,
} from "kysely";
import { composer } from "./composer.ts";
import type { AnyTable } from "./composer.ts";
import { listName, nearestPlace, rememberPlace } from "./places.ts";
import type { Place } from "./places.ts";
import type { Database } from "./tables.gen.ts";
import type { Row, Transaction } from "./transaction.ts";

type Builder = ExpressionBuilder<AnyTable, string>;

export type ListQuery = {
  /** What rows are read from: a table, or a view that shows less of it. */
  readonly from: keyof Database;
  /**
   * The table a page is chosen on, when `from` is a view. ORDER BY … LIMIT does not reach an index
   * through a security barrier; ids do.
   */
  readonly chosenOn?: keyof Database;
  /** The column `chosenOn` is partitioned by: rows are looked up within the bounds of the page. */
  readonly partitionedBy?: string;
  readonly columns: readonly string[];
  /**
   * Columns, or columns with an operator suffix (`_gte _lte _lt _gt _neq`). An array means any of
   * them. Keys come from a whitelist: they are identifiers, never the caller's text.
   */
  readonly filter: Readonly<Record<string, unknown>>;
  /** What no plain comparison says. */
  readonly conditions?: (builder: Builder) => readonly Expression<SqlBool>[];
  readonly sort: {
    readonly field: string | RawBuilder<unknown>;
    readonly direction: "ASC" | "DESC";
    /** For nullable columns: rows without a value come last in both directions. */
    readonly nullsLast?: boolean;
  };
  readonly offset: number;
  readonly limit: number;
  /** How many rows may be skipped to get there: OFFSET_LIMIT, or fewer where rows are dear to skip. */
  readonly offsetLimit?: number;
};

export type Page<R> = {
  readonly rows: R[];
  /** Exact up to the cap given, the planner's estimate beyond. */
  readonly total: number;
  readonly estimated: boolean;
};

export const OFFSET_LIMIT = 10_000;

/** Too many rows lie between the page and the last place in the list that is known. */
export class PageTooDeepError extends Error {
  readonly offsetLimit: number;

  constructor(offsetLimit: number) {
    super(`a page starts at most ${offsetLimit} rows behind one that was read before`);
    this.offsetLimit = offsetLimit;
  }
}

export type LivingFilter = Readonly<Record<string, unknown>> & {
  readonly deleted?: boolean | undefined;
};

/** Deleted rows are left out unless asked for, or named by id. */
export function withoutDeleted(
  filter: LivingFilter,
): Required<Pick<ListQuery, "filter" | "conditions">> {
  const { deleted, ...columns } = filter;
  const wanted = deleted ?? (columns["id"] === undefined ? false : undefined);
  return {
    filter: columns,
    conditions: (builder) =>
      wanted === undefined ? [] : [builder("deleted_at", wanted ? "is not" : "is", null)],
  };
}

const SUFFIXES = { _gte: ">=", _lte: "<=", _lt: "<", _gt: ">", _neq: "<>" } as const;

function comparison(builder: Builder, key: string, value: unknown): Expression<SqlBool> {
  for (const [suffix, operator] of Object.entries(SUFFIXES)) {
    if (key.endsWith(suffix)) return builder(key.slice(0, -suffix.length), operator, value);
  }
  return Array.isArray(value)
    ? sql<SqlBool>`${sql.ref(key)} = ANY(${value})`
    : builder(key, "=", value);
}

/** The rows that a list with these filters is about, on the table they are chosen on. */
export function matching(query: Pick<ListQuery, "from" | "chosenOn" | "filter" | "conditions">) {
  return composer.selectFrom(query.chosenOn ?? query.from).where((builder) =>
    builder.and([
      ...Object.entries(query.filter)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => comparison(builder, key, value)),
      ...(query.conditions?.(builder) ?? []),
    ]),
  );
}

/**
 * One page of a list and the size of the whole. The ids of the page are chosen first, by an index
 * alone where it holds what is filtered by; then its rows are read. A page is reached from the nearest
 * place known in the list by key, and by OFFSET from there. Counting stops at `totalLimit`: an exact
 * count of a big table costs 46 times as much as a capped one.
 */
export async function selectPage<R extends Row>(
  tx: Transaction,
  query: ListQuery,
  totalLimit: number,
): Promise<Page<R>> {
  const start = startOf(tx, query);
  // Named by id they are few, and counted by being there.
  const counted = query.filter["id"] === undefined ? selectTotal(tx, query, totalLimit) : undefined;
  const [rows, known] = await Promise.all([selectRows<R>(tx, query, start), counted]);
  const end = query.offset + rows.length;
  if (rows.length < query.limit && (rows.length > 0 || query.offset === 0)) {
    return { rows, total: end, estimated: false };
  }
  const total = known ?? (await selectTotal(tx, query, totalLimit));
  return { rows, ...total, total: Math.max(total.total, rows.length > 0 ? end : 0) };
}

type Start = {
  /** The list's name, when places in it can be remembered. */
  readonly list: string | undefined;
  readonly place: Place | undefined;
  /** Rows between that place, or the beginning, and the page. */
  readonly skip: number;
};

function startOf(tx: Transaction, query: ListQuery): Start {
  const list =
    typeof query.sort.field === "string" && query.filter["id"] === undefined
      ? listName(tx, inOrder(matching(query).select("id"), query.sort).compile())
      : undefined;
  const place = list === undefined ? undefined : nearestPlace(list, query.offset);
  const skip = query.offset - (place?.offset ?? 0);
  const { offsetLimit = OFFSET_LIMIT } = query;
  if (skip > offsetLimit) throw new PageTooDeepError(offsetLimit);
  return { list, place, skip };
}

type Placed<R> = R & { place?: string | null };

async function selectRows<R extends Row>(
  tx: Transaction,
  query: ListQuery,
  start: Start,
): Promise<R[]> {
  const found = (await tx.run(rowsOf(query, chosen(query, start)))) as Placed<R>[];
  const last = found.at(-1);
  if (start.list !== undefined && last !== undefined) {
    const offset = query.offset + found.length;
    rememberPlace(start.list, { offset, value: last.place ?? null, id: String(last["id"]) });
  }
  for (const row of found) delete row.place;
  return found;
}

type Chosen = SelectQueryBuilder<AnyTable, string, Record<string, unknown>>;

/** The id makes the order total: pages neither repeat nor lose rows. */
function inOrder<O>(
  query: SelectQueryBuilder<AnyTable, string, O>,
  { field, direction, nullsLast }: ListQuery["sort"],
) {
  const order = direction === "ASC" ? "asc" : "desc";
  const ordered = query.orderBy(typeof field === "string" ? sql.ref(field) : field, (by) => {
    const directed = order === "asc" ? by.asc() : by.desc();
    return nullsLast === true ? directed.nullsLast() : directed;
  });
  return field === "id" ? ordered : ordered.orderBy("id", order);
}

/**
 * The ids of the page. Rows with a value and rows without are two stretches of one index, each read in
 * its order in both directions: DESC NULLS LAST would ask for an index of its own.
 */
function chosen(query: ListQuery, { place: start, skip }: Start): Chosen {
  const { field, direction, nullsLast } = query.sort;
  const keys = query.partitionedBy === undefined ? ["id"] : ["id", query.partitionedBy];
  const beyond = sql.raw(direction === "ASC" ? ">" : "<");
  const behindId = sql<SqlBool>`id ${beyond} ${start?.id}`;
  const cut = (page: Chosen) => page.limit(query.limit).offset(skip);
  if (typeof field !== "string") return cut(inOrder(matching(query).select(keys), query.sort));

  const behind =
    field === "id"
      ? behindId
      : sql<SqlBool>`(${sql.ref(field)}, id) ${beyond} (${start?.value}, ${start?.id})`;
  // Named by id they are few: two looks would cost more than one sort.
  if (nullsLast !== true || query.filter["id"] !== undefined) {
    const all = matching(query).select(keys);
    return cut(inOrder(start === undefined ? all : all.where(behind), query.sort));
  }

  // Both by column and id, though it is NULL throughout in one: so the planner finds their index.
  const plain = { field, direction } as const;
  const stretch = (has: "is" | "is not", after?: RawBuilder<SqlBool>) => {
    const all = matching(query)
      .where(field, has, null)
      .select([...keys, field]);
    return inOrder(after === undefined ? all : all.where(after), plain).limit(skip + query.limit);
  };
  if (start?.value === null) return cut(stretch("is", behindId));
  const something = stretch("is not", start && behind);
  const nothing = stretch("is");
  return cut(
    inOrder(
      composer
        .selectFrom(sql<Row>`(${something} UNION ALL ${nothing})`.as("stretches"))
        .select(keys) as Chosen,
      query.sort,
    ),
  );
}

function rowsOf(query: ListQuery, page: Chosen) {
  const { field } = query.sort;
  const bounds = query.partitionedBy === undefined ? [] : [sql.ref(query.partitionedBy)];
  const rows = composer
    .with(
      (cte) => cte("page").materialized(),
      () => page,
    )
    .selectFrom(query.from)
    .select([...query.columns])
    .select(
      typeof field === "string"
        ? sql<string | null>`${sql.ref(field)}::text`.as("place")
        : sql<null>`NULL`.as("place"),
    )
    .where(sql<SqlBool>`id = ANY(ARRAY(SELECT id FROM page))`)
    .where((builder) =>
      builder.and(
        bounds.flatMap((bound) => [
          sql<SqlBool>`${bound} >= (SELECT min(${bound}) FROM page)`,
          sql<SqlBool>`${bound} <= (SELECT max(${bound}) FROM page)`,
        ]),
      ),
    );
  return inOrder(rows, query.sort);
}

/** Counted in the list's own order, so that the index which has it is read and nothing beside it. */
async function selectTotal(tx: Transaction, query: ListQuery, limit: number) {
  const { field } = query.sort;
  const all = matching(query).select(sql<number>`1`.as("one"));
  const capped = (typeof field === "string" ? all.orderBy(field) : all)
    .limit(limit + 1)
    .as("capped");
  const [counted] = await tx.run(
    composer.selectFrom(capped).select(({ fn }) => fn.countAll<number>().as("total")),
  );
  const total = counted?.total ?? 0;
  if (total <= limit) return { total, estimated: false };
  return { total: Math.max(limit + 1, await estimate(tx, query)), estimated: true };
}

type Plan = { readonly "QUERY PLAN": readonly [{ readonly Plan: { "Plan Rows": number } }] };

async function estimate(tx: Transaction, query: ListQuery): Promise<number> {
  const { sql: text, parameters } = matching(query).select("id").compile();
  const [plan] = await tx.rows<Plan>(`EXPLAIN (FORMAT JSON) ${text}`, parameters);
  return plan === undefined ? 0 : Math.round(plan["QUERY PLAN"][0].Plan["Plan Rows"]);
}
