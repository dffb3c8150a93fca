import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from "kysely";
import type { Expression, ExpressionBuilder, RawBuilder, SqlBool } from "kysely";
import type { Database } from "./tables.gen.ts";
import type { Row, Transaction } from "./transaction.ts";

type AnyTable = Record<string, Record<string, unknown>>;

/** Compiles only: statements run on the caller's transaction (tx.run). */
export const composer = new Kysely<AnyTable>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

type Builder = ExpressionBuilder<AnyTable, string>;

export type ListQuery = {
  readonly from: keyof Database;
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
    /**
     * Rows without a value come last in both directions. For nullable columns only, with an index
     * (column DESC NULLS LAST, id DESC): a plain one has them first when read backwards.
     */
    readonly nullsLast?: boolean;
  };
  readonly offset: number;
  readonly limit: number;
};

export type Page<R> = {
  readonly rows: R[];
  /** Exact up to the cap given, the planner's estimate beyond. */
  readonly total: number;
  readonly estimated: boolean;
};

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

function matching(query: ListQuery) {
  return composer.selectFrom(query.from).where((builder) =>
    builder.and([
      ...Object.entries(query.filter)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => comparison(builder, key, value)),
      ...(query.conditions?.(builder) ?? []),
    ]),
  );
}

/**
 * One page of a table or view and the size of the whole. Counting stops at `totalLimit`: an exact
 * count of a big table costs 46 times as much as a capped one.
 */
export async function selectPage<R extends Row>(
  tx: Transaction,
  query: ListQuery,
  totalLimit: number,
): Promise<Page<R>> {
  const { field, direction, nullsLast } = query.sort;
  const order = direction === "ASC" ? "asc" : "desc";
  let page = matching(query)
    .select([...query.columns])
    .orderBy(typeof field === "string" ? sql.ref(field) : field, (by) => {
      const directed = order === "asc" ? by.asc() : by.desc();
      return nullsLast === true && order === "desc" ? directed.nullsLast() : directed;
    });
  // The id makes the order total: pages neither repeat nor lose rows.
  if (field !== "id") page = page.orderBy("id", order);
  const rows = (await tx.run(page.limit(query.limit).offset(query.offset))) as R[];
  if (rows.length < query.limit && (rows.length > 0 || query.offset === 0)) {
    return { rows, total: query.offset + rows.length, estimated: false };
  }
  return { rows, ...(await selectTotal(tx, query, totalLimit)) };
}

async function selectTotal(tx: Transaction, query: ListQuery, limit: number) {
  const capped = matching(query)
    .select(sql<number>`1`.as("one"))
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
