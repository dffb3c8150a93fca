import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole } from "../database/transaction.ts";
import { requestSearch } from "../reveals/queries.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

type Hit = { name: string; rank: number; truncated: boolean };

describe("search_users", async () => {
  const database = await createTestDatabase();
  const api = database.pool("futuresync_api");
  afterAll(() => database.drop());

  beforeAll(async () => {
    await database.adminPool.query(
      `INSERT INTO users (email, name, display_name, deleted_at) VALUES
         ('grace@navy.example', 'Grace Hopper', 'Amazing', NULL),
         ('hopper.g@navy.example', 'Second', NULL, NULL),
         ('x.hopper@navy.example', 'Third', NULL, NULL),
         ('gone@navy.example', 'Gone Hopper', NULL, now()),
         ('i1@mail.example', 'Иванов Пётр', NULL, NULL),
         ('i2@mail.example', '田中 太郎', NULL, NULL),
         ('100%@percent.example', '50%_off', NULL, NULL)`,
    );
    await database.adminPool.query(
      `INSERT INTO users (email, name)
       SELECT 'many' || n || '@crowd.example', 'One of many' FROM generate_series(1, 40) AS n`,
    );
  });

  const { staff_id } = await insertPerson(database.adminPool, "Colleague");
  const context = { actor_kind: "staff", actor_id: staff_id } as const;

  async function search(q: string, limit = 25) {
    const grant = await inTransaction(api, "fs_support", context, (tx) =>
      requestSearch(tx, { resource: "users", q }),
    );
    return inTransaction(api, "fs_support", context, (tx) =>
      tx.rows<Hit>(
        `SELECT u.name, s.rank, s.truncated FROM read_user_search($1, $2) AS s
         JOIN masked_users AS u ON u.id = s.id ORDER BY s.rank, u.name`,
        [grant, limit],
      ),
    );
  }
  const names = async (q: string) => (await search(q)).map(({ name }) => name);

  it("ranks e-mail prefix before e-mail infix before name infix, and finds no deleted one", async () => {
    expect(await search("Hopper")).toEqual([
      { name: "Second", rank: 1, truncated: false },
      { name: "Third", rank: 2, truncated: false },
      { name: "Grace Hopper", rank: 4, truncated: false },
    ]);
  });

  it("finds by id, also a deleted one", async () => {
    const { rows } = await database.adminPool.query<{ id: string }>(
      "SELECT id FROM users WHERE email = 'gone@navy.example'",
    );
    const id = rows[0]?.id ?? "";
    expect(await search(` ${id.toUpperCase()} `)).toEqual([
      { name: "Gone Hopper", rank: 0, truncated: false },
    ]);
    expect(await names("00000000-0000-7000-8000-000000000000")).toEqual([]);
  });

  it("finds by display name", async () => expect(await names("mazin")).toEqual(["Grace Hopper"]));

  it("takes two characters as the beginning, not as a part", async () => {
    expect(await names("gr")).toEqual(["Grace Hopper"]);
    expect(await names("op")).toEqual([]);
    expect(await names("田中")).toEqual(["田中 太郎"]);
  });

  it("finds names in other scripts, whatever their letters' case", async () => {
    expect(await names("ИВАН")).toEqual(["Иванов Пётр"]);
    expect(await names("中 太")).toEqual(["田中 太郎"]);
  });

  it("takes wildcards as characters", async () => {
    expect(await names("%_o")).toEqual(["50%_off"]);
    expect(await names("0%@")).toEqual(["50%_off"]);
    expect(await names("\\\\\\")).toEqual([]);
    expect(await names("___")).toEqual([]);
  });

  it("is capped, and says so", async () => {
    const broad = await search("crowd", 10);
    expect(broad).toHaveLength(10);
    expect(broad.every(({ truncated }) => truncated)).toBe(true);
    const whole = await search("crowd", 40);
    expect(whole).toHaveLength(40);
    expect(whole.some(({ truncated }) => truncated)).toBe(false);
  });

  it("finds nothing for nothing", async () => expect(await search("  ")).toEqual([]));

  it("has trigrams for every script", async () => {
    const { rows } = await database.adminPool.query(
      "SELECT cardinality(show_trgm('иванов')) > 0 AS cyrillic, cardinality(show_trgm('田中太郎')) > 0 AS cjk",
    );
    expect(rows).toEqual([{ cyrillic: true, cjk: true }]);
  });

  it("looks up the beginning of an address in the index that keeps addresses unique", async () => {
    const { rows } = await database.adminPool.query(
      `EXPLAIN SELECT id FROM users WHERE deleted_at IS NULL
         AND lower(email) COLLATE "C" >= 'grace' AND lower(email) COLLATE "C" < 'gracf'`,
    );
    expect(JSON.stringify(rows)).toContain("users_email_taken_key");
  });

  const CLOSED: readonly DatabaseRole[] = ["fs_sre", "fs_auditor", "fs_member", "none"];
  it.each(CLOSED)("is closed to %s", async (role) => {
    for (const text of [
      "SELECT request_search('users', 'hop')",
      "SELECT * FROM read_user_search(uuidv7(), 5)",
    ]) {
      await expect(inTransaction(api, role, context, (tx) => tx.rows(text))).rejects.toMatchObject({
        code: "42501",
      });
    }
  });

  it.each([...CLOSED, "fs_support", "fs_compliance", "fs_dpo", "fs_admin"] as const)(
    "looks nothing up in one step for %s",
    async (role) => {
      await expect(
        inTransaction(api, role, context, (tx) => tx.rows("SELECT * FROM search_users('hop', 5)")),
      ).rejects.toMatchObject({ code: "42501" });
    },
  );
});
