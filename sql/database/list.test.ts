import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { selectPage } from "./list.ts";
import type { ListQuery } from "./list.ts";
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
