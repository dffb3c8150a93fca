import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { OFFSET_LIMIT, PageTooDeepError, selectPage } from "./list.ts";
import type { ListQuery } from "./list.ts";
import { forgetPlaces } from "./places.ts";
import { inTransaction } from "./transaction.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const pool = database.pool("futuresync_api");
const ROWS = 300;

beforeAll(async () => {
  // Many rows of one moment: an order that the id does not complete would lose some between pages.
  await database.adminPool.query(
    `INSERT INTO organizations (name, slug, max_members, created_at)
     SELECT 'Same name', 'org-' || n, n, '2026-01-01' FROM generate_series(1, $1::int) AS n`,
    [ROWS],
  );
  await database.adminPool.query("ANALYZE organizations");
});

const page = (query: Partial<ListQuery>, totalLimit = 10_000) =>
  inTransaction(pool, "fs_support", {}, (tx) =>
    selectPage<{ id: string; max_members: number }>(
      tx,
      {
        from: "organizations",
        columns: ["id", "max_members"],
        filter: {},
        sort: { field: "name", direction: "ASC" },
        offset: 0,
        limit: 25,
        ...query,
      },
      totalLimit,
    ),
  );

const total = async (filter: ListQuery["filter"]) => (await page({ filter })).total;

describe("selectPage", () => {
  it("neither repeats nor loses rows from page to page", async () => {
    const seen: string[] = [];
    for (let offset = 0; offset < ROWS; offset += 40) {
      // No index has this order, and all rows are equal in it: only the id tells them apart.
      const sort = { field: "updated_at", direction: "DESC" } as const;
      const { rows } = await page({ offset, limit: 40, sort });
      seen.push(...rows.map((row) => row.id));
    }
    expect(new Set(seen).size).toBe(ROWS);
  });

  it("counts exactly up to the limit, and says when it goes on by estimate", async () => {
    expect(await page({})).toMatchObject({ total: ROWS, estimated: false });
    expect(await page({}, ROWS)).toMatchObject({ total: ROWS, estimated: false });
    const beyond = await page({}, 100);
    expect(beyond.estimated).toBe(true);
    expect(beyond.total).toBeGreaterThan(250);
    expect(await page({ offset: 299 }, 100)).toMatchObject({ total: ROWS, estimated: false });
    expect(await page({ offset: 500 })).toMatchObject({ rows: [], total: ROWS });
  });

  it("reads operators from suffixes, and several values as any of them", async () => {
    expect(await total({ max_members_gte: 299 })).toBe(2);
    expect(await total({ max_members_gt: 299 })).toBe(1);
    expect(await total({ max_members_lte: 2 })).toBe(2);
    expect(await total({ max_members_lt: 2 })).toBe(1);
    expect(await total({ max_members_neq: 7 })).toBe(ROWS - 1);
    expect(await total({ slug: ["org-1", "org-2", "none"] })).toBe(2);
    expect(await total({ slug: undefined })).toBe(ROWS);
  });

  it("passes values as parameters, never as text", async () => {
    const { rows } = await page({ filter: { slug: "x'; DROP TABLE organizations; --" } });
    expect(rows).toEqual([]);
    expect((await page({})).total).toBe(ROWS);
  });
});

describe("pages far behind the first", () => {
  const PEOPLE = 12_000;
  const reader = randomUUID();
  type Person = { id: string; name: string };

  beforeAll(async () => {
    // A third never signed in, and the others in moments of a microsecond that many share.
    await database.adminPool.query(
      `INSERT INTO users (email, name, created_at, last_login)
       SELECT n || '@many.example', n::text, timestamptz '2026-01-01' + n % 700 * interval '1 us',
         CASE WHEN n % 3 > 0 THEN timestamptz '2026-02-01' + n % 900 * interval '1 us' END
       FROM generate_series(1, $1::int) AS n`,
      [PEOPLE],
    );
    await database.adminPool.query("VACUUM ANALYZE users");
  });

  type Sort = Pick<ListQuery["sort"], "direction"> & { readonly field: string };

  function people(sort: Sort, range: readonly [number, number], actor_id = reader) {
    const [offset, limit] = range;
    return inTransaction(pool, "fs_compliance", { actor_kind: "staff", actor_id }, (tx) =>
      selectPage<Person>(
        tx,
        {
          from: "masked_users",
          chosenOn: "users",
          columns: ["id", "name"],
          filter: {},
          sort: { ...sort, nullsLast: sort.field === "last_login" },
          offset,
          limit,
        },
        100,
      ),
    );
  }

  async function wholeOrder({ field, direction }: Sort): Promise<string[]> {
    const { rows } = await database.adminPool.query<{ id: string }>(
      `SELECT id FROM users ORDER BY ${field} ${direction} NULLS LAST, id ${direction}`,
    );
    return rows.map(({ id }) => id);
  }

  const sorts = ["id", "created_at", "last_login"].flatMap((field) =>
    (["ASC", "DESC"] as const).map((direction) => ({ field, direction })),
  );

  it.each(sorts)("by $field $direction are reached from page to page", async (sort) => {
    const seen: string[] = [];
    for (let offset = 0; offset < PEOPLE; offset += 500) {
      const { rows } = await people(sort, [offset, 500]);
      seen.push(...rows.map(({ id }) => id));
    }
    expect(seen).toEqual(await wholeOrder(sort));
    // And back, in pages of another size, from the places met on the way.
    const { rows } = await people(sort, [11_030, 40]);
    expect(rows.map(({ id }) => id)).toEqual(seen.slice(11_030, 11_070));
    expect((await people(sort, [PEOPLE - 10, 25])).total).toBe(PEOPLE);
  });

  it("are refused to who has not been near them, whatever others have read", async () => {
    const sort = { field: "created_at", direction: "ASC" } as const;
    const far = people(sort, [OFFSET_LIMIT + 1, 25], randomUUID());
    await expect(far).rejects.toThrow(PageTooDeepError);
    const { rows } = await people(sort, [OFFSET_LIMIT, 25], randomUUID());
    expect(rows).toHaveLength(25);
  });

  it("are the same rows, or refused, where the places are not known", async () => {
    const sort = { field: "last_login", direction: "DESC" } as const;
    await people(sort, [9_000, 500]);
    const near = await people(sort, [9_500, 25]);
    const far = await people(sort, [10_500, 25]);
    expect(far.rows).toHaveLength(25);
    forgetPlaces();
    expect((await people(sort, [9_500, 25])).rows).toEqual(near.rows);
    forgetPlaces();
    await expect(people(sort, [10_500, 25])).rejects.toThrow(PageTooDeepError);
  });

  it("neither repeat nor lose a row when others come and go between", async () => {
    const sort = { field: "created_at", direction: "DESC" } as const;
    const before = await wholeOrder(sort);
    const first = await people(sort, [0, 100]);
    const edge = first.rows.at(-1)?.id ?? "";
    // A hundred come in front, ten go, and among them the very row the first page ended with.
    await database.adminPool.query(
      `INSERT INTO users (email, name, created_at)
       SELECT n || '@late.example', 'Late', timestamptz '2026-03-01' FROM generate_series(1, 100) AS n`,
    );
    const gone = [...before.slice(40, 49), edge];
    await database.adminPool.query("DELETE FROM users WHERE id = ANY ($1)", [gone]);
    const second = await people(sort, [100, 100]);
    expect(second.rows.map(({ id }) => id)).toEqual(before.slice(100, 200));
    const again = await people(sort, [0, 100]);
    expect(again.rows.every(({ name }) => name === "Late")).toBe(true);
  });
});
