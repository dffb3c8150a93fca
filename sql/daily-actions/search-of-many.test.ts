import { afterAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

/** What one statement may read, in pages of 8 kB. */
const PAGES = 2000;

type Plan = { "Shared Hit Blocks": number; "Shared Read Blocks": number; "Actual Rows": number };

describe("the search of somebody who did very much", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  const api = database.pool("futuresync_api");
  const { adminPool } = database;

  /** How many pages a member's search reads (its function's own statements included), and its rows. */
  async function measure(person: string, q: string) {
    const [plan] = await inTransaction(
      api,
      "fs_member",
      { actor_kind: "user", actor_id: person },
      (tx) =>
        tx.rows<{ "QUERY PLAN": [{ Plan: Plan }] }>(
          `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
           SELECT * FROM matching_daily_actions($1, $2, '-infinity', 'infinity')`,
          [person, q],
        ),
    );
    const measured = plan?.["QUERY PLAN"][0].Plan;
    if (measured === undefined) throw new Error("no plan");
    return {
      pages: measured["Shared Hit Blocks"] + measured["Shared Read Blocks"],
      rows: measured["Actual Rows"],
    };
  }

  async function search(person: string, q: string, until = "infinity") {
    return inTransaction(api, "fs_member", { actor_kind: "user", actor_id: person }, (tx) =>
      tx.rows<{ id: string | null; date: string }>(
        "SELECT id, date FROM matching_daily_actions($1, $2, '-infinity', $3)",
        [person, q, until],
      ),
    );
  }

  it("looks at all of 20,000 actions that lie together", async () => {
    const ada = await insertPerson(adminPool, "Ada");
    await adminPool.query(
      `INSERT INTO daily_actions (user_id, title, description, date)
       SELECT $1, 'Morning run', CASE WHEN n = 1 THEN 'Lighthouse' ELSE 'Before breakfast' END,
         date '1970-01-01' + n
       FROM generate_series(1, 20000) AS n`,
      [ada.user_id],
    );
    await adminPool.query("ANALYZE daily_actions");
    expect(await search(ada.user_id, "lighth")).toMatchObject([{ date: "1970-01-02" }]);
    expect((await measure(ada.user_id, "lighth")).pages).toBeLessThan(PAGES);
    // Found in every one: the newest thousand, and no more of them is read.
    expect(await measure(ada.user_id, "run")).toMatchObject({ rows: 1001 });
    expect((await measure(ada.user_id, "run")).pages).toBeLessThan(500);
  });

  it("stops within the budget where each action lies on a page of its own, and goes on from there", async () => {
    const bob = await insertPerson(adminPool, "Bob");
    // One row a page, as if everybody else's lay in between.
    await adminPool.query("ALTER TABLE daily_actions SET (fillfactor = 10)");
    await adminPool.query(
      `INSERT INTO daily_actions (user_id, title, description, date)
       SELECT $1, repeat('Run and ', 35), CASE WHEN n = 1 THEN 'Lighthouse' ELSE repeat(n || ' ', 200) END,
         date '2010-01-01' + n
       FROM generate_series(1, 3000) AS n`,
      [bob.user_id],
    );
    await adminPool.query("ANALYZE daily_actions");
    const { rows } = await adminPool.query<{ pages: number }>(
      `SELECT count(DISTINCT (ctid::text::point)[0])::int AS pages FROM daily_actions
       WHERE user_id = $1`,
      [bob.user_id],
    );
    expect(rows[0]?.pages).toBeGreaterThan(2700);

    const { pages } = await measure(bob.user_id, "lighthouse");
    expect(pages).toBeGreaterThan(1000);
    expect(pages).toBeLessThan(PAGES);
    // Each time from the day where the last one stopped.
    const found = [await search(bob.user_id, "lighthouse")];
    while (found.at(-1)?.at(-1)?.id === null) {
      const reached = found.at(-1)?.at(-1)?.date;
      found.push(await search(bob.user_id, "lighthouse", reached));
    }
    expect(found).toHaveLength(3);
    expect(found.at(-1)).toMatchObject([{ date: "2010-01-02" }]);
  });

  it("stops within the budget where texts are as long as they may be", async () => {
    const cid = await insertPerson(adminPool, "Cid");
    await adminPool.query(
      `INSERT INTO daily_actions (user_id, title, description, ai_reasoning, date)
       SELECT $1, 'Run', texts.long, texts.long, date '2010-01-01' + n
       FROM generate_series(1, 600) AS n
       CROSS JOIN LATERAL (
         SELECT left(string_agg(md5(n || '.' || k), ' '), 5000) AS long
         FROM generate_series(1, 160) AS k
       ) AS texts`,
      [cid.user_id],
    );
    const { pages, rows } = await measure(cid.user_id, "lighthouse");
    expect(rows).toBe(1);
    expect(pages).toBeGreaterThan(500);
    expect(pages).toBeLessThan(PAGES);
  });
});
