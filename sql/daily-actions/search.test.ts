import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { Row } from "../database/transaction.ts";
import { requestSearch } from "../reveals/queries.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { searchDailyActions } from "./queries.ts";
import type { Days } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");
const { adminPool } = database;
const ada = await insertPerson(adminPool, "Ada");
const bob = await insertPerson(adminPool, "Bob");
const SORT = { field: "relevance", direction: "ASC" } as const;
const FIRST = { sort: SORT, offset: 0, limit: 100 };

type Texts = { title: string; description?: string; ai_reasoning?: string; date?: string };

async function addActions(person: string, actions: readonly Texts[]): Promise<void> {
  await adminPool.query(
    `INSERT INTO daily_actions (user_id, title, description, ai_reasoning, date)
     SELECT $1, title, description, ai_reasoning, coalesce(date, '2026-11-20')
     FROM jsonb_to_recordset($2) AS a (title text, description text, ai_reasoning text, date date)`,
    [person, JSON.stringify(actions)],
  );
}

const asMember = (person: string) => ({ actor_kind: "user", actor_id: person }) as const;

/** What a person finds among their own, by title. */
async function search(q: string, days: Days = {}, person = ada.user_id) {
  const found = await inTransaction(api, "fs_member", asMember(person), (tx) =>
    searchDailyActions(tx, { person, q }, days, FIRST),
  );
  return { ...found, titles: found.rows.map(({ title }) => title) };
}
const titles = async (q: string, days?: Days) => (await search(q, days)).titles;

/** One of what Ada finds for "run", by day. */
const page = (direction: "ASC" | "DESC", offset: number) =>
  inTransaction(api, "fs_member", asMember(ada.user_id), (tx) =>
    searchDailyActions(
      tx,
      { person: ada.user_id, q: "run" },
      {},
      { sort: { field: "date", direction }, offset, limit: 1 },
    ),
  );

describe("the search of a person's actions", () => {
  beforeAll(async () => {
    await addActions(ada.user_id, [
      { title: "Morning run", description: "Before breakfast, whatever the weather" },
      { title: "Read twenty pages", description: "After the morning run", date: "2026-11-22" },
      { title: "Call the family", ai_reasoning: "A call keeps you close; run late and it slips" },
      { title: "Walk, don't run-walk to a/b.example", date: "2026-10-01" },
      { title: "Пробежка в парке", description: "Каждое утро" },
      { title: "اقرأ كتابا", description: "كل صباح" },
      { title: "東京マラソンの準備", description: "毎朝走る" },
      { title: "서울에서 달리기" },
      { title: "Fahre über die Brücke" },
      { title: "🏃 Sprint 100%", description: "C++ & O'Brien's \\ 'quoted' \"text\"" },
    ]);
    await addActions(bob.user_id, [{ title: "Bob's secret run" }]);
    await adminPool.query(
      `INSERT INTO daily_actions (user_id, title, date, deleted_at)
       VALUES ($1, 'Deleted run', '2026-11-20', now())`,
      [ada.user_id],
    );
  });

  it("finds words of title, description and reasoning: those in the title first, then the newest", async () => {
    expect(await titles("run")).toEqual([
      "Morning run",
      "Walk, don't run-walk to a/b.example",
      "Read twenty pages",
      "Call the family",
    ]);
  });

  it.each([
    ["all the words", "morning weather", ["Morning run"]],
    ["the last word by its beginning", "twenty pag", ["Read twenty pages"]],
    ["no other word by its beginning", "twen pages", []],
    ["words in a row", '"the morning run"', ["Read twenty pages"]],
    ["words in a row, not in another order", '"run morning"', []],
    ["a row not typed to its end", '"twenty pag', ["Read twenty pages"]],
    ["a whole word when its quote is closed", '"twent"', []],
    ["either of two", "weather or family", ["Morning run", "Call the family"]],
    ["not those with a word", "run -walk -read -call", ["Morning run"]],
    ["a dash between words as none", "morning - weather", ["Morning run"]],
    ["words that punctuation joins", "b.example", ["Walk, don't run-walk to a/b.example"]],
    ["words inside joined ones", "example", ["Walk, don't run-walk to a/b.example"]],
    ["with an apostrophe", "don't", ["Walk, don't run-walk to a/b.example"]],
    ["whatever the case", "MORNING Weather", ["Morning run"]],
    ["operators as characters", "morning & (run | !weather):*", ["Morning run"]],
    ["a percent sign as a character", "100%", ["🏃 Sprint 100%"]],
    ["a word beside an emoji", "🏃 spri", ["🏃 Sprint 100%"]],
    ["beside quotes and backslashes", "\\ 'quoted' o'brien's", ["🏃 Sprint 100%"]],
    ["nothing for wildcards", "m%g", []],
    ["nothing for an emoji alone", "🏃", []],
    ["nothing for punctuation alone", `"'& | ! () : * <-> \\ -`, []],
    ["Cyrillic, by the beginning", "утр каж", []],
    ["Cyrillic words", "ПАРКЕ проб", ["Пробежка в парке"]],
    ["Arabic words", "صباح كتابا", ["اقرأ كتابا"]],
    ["Chinese and Japanese, character by character", "東京", ["東京マラソンの準備"]],
    ["within a Japanese word", "ラソン", ["東京マラソンの準備"]],
    ["Korean words by their beginning", "서울", ["서울에서 달리기"]],
    ["letters with marks as they are written", "über brü", ["Fahre über die Brücke"]],
    ["and not without their marks", "uber", []],
    ["a term of 200 characters", "morning ".repeat(25), ["Morning run", "Read twenty pages"]],
  ])("finds %s: %s", async (_what, q, expected) => {
    expect((await titles(q)).toSorted()).toEqual(expected.toSorted());
  });

  it("looks at the days asked for only", async () => {
    expect(await titles("run", { until: "2026-10-31" })).toEqual([
      "Walk, don't run-walk to a/b.example",
    ]);
    expect(await titles("run", { since: "2026-11-21", until: "2026-11-22" })).toEqual([
      "Read twenty pages",
    ]);
  });

  it("sorts by day and pages what it found", async () => {
    expect(await page("DESC", 0)).toMatchObject({
      rows: [{ title: "Read twenty pages" }],
      total: 4,
      reached: undefined,
    });
    expect((await page("ASC", 0)).rows).toMatchObject([{ date: "2026-10-01" }]);
    expect((await page("ASC", 4)).rows).toEqual([]);
  });

  it("finds for a member nothing of anybody else's, whoever is named", async () => {
    const found = await inTransaction(api, "fs_member", asMember(ada.user_id), (tx) =>
      searchDailyActions(tx, { person: bob.user_id, q: "run" }, {}, FIRST),
    );
    expect(found).toMatchObject({ rows: [], total: 0 });
    expect((await search("run", {}, bob.user_id)).titles).toEqual(["Bob's secret run"]);
  });

  it("stops after a thousand found, and says at which day", async () => {
    const carl = await insertPerson(adminPool, "Carl");
    await adminPool.query(
      `INSERT INTO daily_actions (user_id, title, date)
       SELECT $1, 'Again and again', date '2026-01-01' + n FROM generate_series(1, 1001) AS n`,
      [carl.user_id],
    );
    const found = await search("again", {}, carl.user_id);
    expect(found).toMatchObject({ total: 1000, reached: "2026-01-03" });
    const rest = await search("again", { until: "2026-01-02" }, carl.user_id);
    expect(rest).toMatchObject({ total: 1, reached: undefined });
  });

  it.each(["none", "fs_org_admin", "fs_support", "fs_admin"] as const)(
    "is closed to %s",
    async (role) => {
      const text = "SELECT * FROM matching_daily_actions($1, 'run', '-infinity', 'infinity')";
      await expect(
        inTransaction(api, role, {}, (tx) => tx.rows(text, [ada.user_id])),
      ).rejects.toMatchObject({ code: "42501" });
    },
  );
});

describe("staff", () => {
  const context = { actor_kind: "staff", actor_id: ada.staff_id } as const;
  const asStaff = <T>(work: Parameters<typeof inTransaction<T>>[3]) =>
    inTransaction(api, "fs_support", context, work);
  const grant = (resource: string, person?: string) =>
    asStaff((tx) => requestSearch(tx, { resource, q: "secret", ...(person && { person }) }));
  const found = (id: string) => asStaff((tx) => searchDailyActions(tx, { grant: id }, {}, FIRST));

  it("find in a second transaction, within the person of the first, and see it masked", async () => {
    await addActions(ada.user_id, [{ title: "No secret of Bob's" }]);
    const { rows, total } = await found(await grant("daily-actions", bob.user_id));
    expect(total).toBe(1);
    expect(rows).toMatchObject([{ user_id: bob.user_id, title: "•••", date: "2026-11-20" }]);
  });

  it("find nothing in the transaction that asks, nor with another's grant", async () => {
    const at = await asStaff(async (tx) => {
      const id = await requestSearch(tx, {
        resource: "daily-actions",
        q: "secret",
        person: bob.user_id,
      });
      return searchDailyActions(tx, { grant: id }, {}, FIRST);
    });
    expect(at.total).toBe(0);
    expect((await found(await grant("visions", bob.user_id))).total).toBe(0);
    expect((await found(await grant("daily-actions"))).total).toBe(0);
  });

  it("have the search in that person's history, and what was typed only where it can be erased", async () => {
    await grant("daily-actions", bob.user_id);
    const { rows } = await adminPool.query<Row>(
      `SELECT to_jsonb(e) - 'pii' AS event, e.pii ->> 'q' AS q
       FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
       WHERE p.real_id = $1 ORDER BY e.tx DESC, e.seq DESC LIMIT 1`,
      [bob.user_id],
    );
    expect(rows).toMatchObject([
      { event: { action: "search", resource: "daily-actions" }, q: "secret" },
    ]);
    expect(JSON.stringify(rows[0]?.["event"])).not.toContain("secret");
  });
});
