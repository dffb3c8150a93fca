import { verify } from "@node-rs/argon2";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKeys } from "../database/keys.ts";
import { unseal } from "../secrets/seal.ts";
import { createTestDatabase } from "../testing/database.ts";
import { runCommandFile } from "../testing/run-command.ts";
import { checkSeeds } from "./check.ts";
import { clearDemo } from "./clear.ts";
import { loadPeople } from "./load-people.ts";
import { addUsers } from "./perf.ts";
import { DEMO_USERS, seedDemo } from "./seed-demo.ts";

const MOMENT = new Date("2026-11-22T10:00:00Z");
const USERS = 600;

const database = await createTestDatabase();
afterAll(() => database.drop());
const admin = database.settings("admin");
const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
const keys = createKeys({
  DATA_DIR: "",
  NODE_ENV: "test",
  DATABASE_HOST: undefined,
  ENCRYPTION_KEY,
});

async function select<R extends Record<string, unknown>>(text: string): Promise<R[]> {
  return (await database.adminPool.query<R>(text)).rows;
}
/** One of the commands, as a process, on this file's database. */
function runSeeds(command: string, parameters: string[], variables: Record<string, string> = {}) {
  return runCommandFile(
    `sql/seeds/commands/${command}.ts`,
    { ...database.environment("admin"), ENCRYPTION_KEY, ...variables },
    parameters,
  );
}
const faults = async () =>
  (await checkSeeds(database.adminPool)).filter((check) => check.faults !== 0);
const events = () =>
  select<{ action: string; users: number }>(
    "SELECT action, (details ->> 'users')::int AS users FROM audit_log WHERE resource = 'seeds' ORDER BY at",
  );
const digest = async () =>
  select(
    `SELECT md5(string_agg(to_jsonb(u)::text, ',' ORDER BY u.id)) AS people
     FROM (SELECT id, email, name, timezone, created_at FROM users) AS u`,
  );

describe("seedDemo", () => {
  beforeAll(async () => {
    await seedDemo(admin, { password: "first password", keys, moment: MOMENT, users: USERS });
  }, 60_000);

  it("makes data that keeps every invariant", async () => {
    const { status, stdout, faults } = await runSeeds("check", []);
    expect({ status, faults }).toEqual({ status: 0, faults: [] });
    expect(stdout).toMatch(/^(?:ok {2}.+\n)+$/);
  });

  it("makes people in many scripts, and organizations of many sizes", async () => {
    const scripts = await select<{ script: string; people: number }>(
      `SELECT script, count(u.id) AS people
       FROM (VALUES ('Latin with diacritics', '[À-ỹ]'), ('Cyrillic', '[Ѐ-ӿ]'), ('Greek', '[Ͱ-Ͽ]'),
         ('Arabic', '[؀-ۿ]'), ('Hebrew', '[֐-׿]'), ('Han', '[一-鿿]'), ('Kana', '[぀-ヿ]'),
         ('Hangul', '[가-힣]'), ('Devanagari', '[ऀ-ॿ]')) AS s (script, letters)
       LEFT JOIN users AS u ON u.name ~ s.letters
       GROUP BY script HAVING count(u.id) = 0`,
    );
    expect(scripts).toEqual([]);
    const [sizes] = await select<{ smallest: number; largest: number }>(
      `SELECT min(size) AS smallest, max(size) AS largest
       FROM (SELECT count(*) AS size FROM organization_members GROUP BY organization_id) AS o`,
    );
    expect(sizes).toEqual({ smallest: 1, largest: expect.closeTo(USERS / 10, -1) });
  });

  it("spreads actions over the year, with weekdays ahead of weekends and evenings ahead of nights", async () => {
    const [pattern] = await select<Record<string, number>>(
      `SELECT
         count(DISTINCT date_trunc('month', date)) AS months,
         count(*) FILTER (WHERE extract(isodow FROM date) < 6) / 5.0
           / (count(*) FILTER (WHERE extract(isodow FROM date) >= 6) / 2.0) AS weekday_share,
         count(*) FILTER (WHERE extract(hour FROM completed_at AT TIME ZONE timezone) BETWEEN 17 AND 22) AS evening,
         count(*) FILTER (WHERE extract(hour FROM completed_at AT TIME ZONE timezone) BETWEEN 1 AND 4) AS night
       FROM daily_actions JOIN users ON users.id = user_id`,
    );
    expect(pattern?.["months"]).toBeGreaterThanOrEqual(12);
    expect(Number(pattern?.["weekday_share"])).toBeGreaterThan(1.2);
    expect(pattern?.["evening"]).toBeGreaterThan(20 * Number(pattern?.["night"]));
  });

  it("seals the tokens as the product does", async () => {
    const rows = await select<{ id: string; key_id: string; access_token: Buffer }>(
      "SELECT id, key_id, access_token FROM user_oauth_providers",
    );
    expect(rows.length).toBeGreaterThan(USERS / 10);
    for (const { id, key_id, access_token } of rows) {
      const place = { table: "user_oauth_providers", column: "access_token", id };
      expect(unseal(keys, place, key_id, access_token).toString()).toMatch(/^demo-/);
    }
  });

  it("writes one audit event for the load, and lets the staff in", async () => {
    expect(await events()).toEqual([{ action: "bulk-load", users: USERS }]);
    const perRow = await select(
      "SELECT resource FROM audit_log WHERE resource IN ('users', 'subscriptions', 'organizations')",
    );
    expect(perRow).toEqual([]);
    const staff = await select<{ password_hash: string }>("SELECT password_hash FROM staff");
    expect(staff).toHaveLength(7);
    for (const { password_hash } of staff) {
      expect(password_hash).toMatch(/^\$argon2id\$/);
      expect(await verify(password_hash, "first password")).toBe(true);
    }
  });

  it("does nothing the second time, but sets a password that changed", async () => {
    const before = await digest();
    expect(await seedDemo(admin, { password: "first password", keys })).toBe(false);
    expect(
      await select("SELECT 1 FROM audit_log WHERE resource = 'staff' AND action = 'update'"),
    ).toHaveLength(0);
    expect(await seedDemo(admin, { password: "second password", keys })).toBe(false);
    expect(await digest()).toEqual(before);
    const [staff] = await select<{ password_hash: string }>("SELECT password_hash FROM staff");
    expect(await verify(staff?.password_hash ?? "", "second password")).toBe(true);
    const changes = await select<{ event: string }>(
      "SELECT details || pii AS event FROM audit_log WHERE resource = 'staff' AND action = 'update'",
    );
    expect(changes).toHaveLength(7);
    expect(JSON.stringify(changes)).not.toContain("argon2id");
  });

  it("makes the same people for the same moment", async () => {
    const before = await digest();
    await clearDemo(admin);
    await seedDemo(admin, { password: "first password", keys, moment: MOMENT, users: USERS });
    expect(await digest()).toEqual(before);
  }, 60_000);
});

describe("addUsers", () => {
  it("adds whole people to those that are there, batch by batch", async () => {
    const progress: number[] = [];
    await addUsers(admin, 520, keys, ({ users }) => progress.push(users));
    expect(progress).toEqual([500, 520]);
    expect(await select("SELECT count(*) FROM users")).toEqual([{ count: USERS + 520 }]);
    expect(await faults()).toEqual([]);
  }, 60_000);

  it("reads what it made, not what was there: a batch takes no longer for the people before it", async () => {
    // A connection of its own: what it counts as read is this load alone.
    const client = new pg.Client(admin);
    await client.connect();
    try {
      await client.query("BEGIN");
      // Small tables are read whole whatever the query: without this the plan would not tell.
      await client.query("SET LOCAL enable_seqscan = off");
      const first = USERS + 521;
      await loadPeople(client, { first, last: first + 9, moment: MOMENT, keys });
      const { rows } = await client.query<{ name: string; times: number }>(
        `SELECT relname AS name, (seq_tup_read + idx_tup_fetch)::float8 / n_tup_ins AS times
         FROM pg_stat_xact_user_tables
         WHERE relname IN ('daily_actions', 'user_achievements', 'user_progress', 'victory_posts')
         ORDER BY relname`,
      );
      // There are a hundred times more; the foreign keys of the rows that follow count too.
      expect(rows).toHaveLength(4);
      expect(rows.filter(({ times }) => times > 5)).toEqual([]);
    } finally {
      await client.end();
    }
  }, 30_000);

  it("adds as many as its command was asked for", async () => {
    // As a process of its own: only there does nothing else of ours set up pg on the way.
    expect(await runSeeds("perf", ["20"])).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^20 of 20 users/),
      faults: [],
    });
  }, 30_000);
});

describe("checkSeeds", () => {
  it("names what is off", async () => {
    await database.adminPool.query(
      `UPDATE user_progress SET longest_streak = longest_streak + 1
       WHERE user_id = (SELECT user_id FROM user_progress ORDER BY user_id LIMIT 1)`,
    );
    await database.adminPool.query(
      `UPDATE organizations SET max_members = 1
       WHERE id = (SELECT organization_id FROM organization_members WHERE role = 'admin' LIMIT 1)`,
    );
    expect(await faults()).toEqual([
      { name: "an organization has room for its members", faults: 1 },
      { name: "progress agrees with the actions", faults: 1 },
    ]);
  });
});

describe("clearDemo", () => {
  it("leaves other people alone, and nothing of the demo but its events", async () => {
    await database.adminPool.query(
      "INSERT INTO users (email, name) VALUES ('somebody@futuresync.test', 'Somebody Else')",
    );
    expect(await clearDemo(admin)).toBe(USERS + 520 + 20);
    const tables = await select<{ name: string }>(
      `SELECT c.table_name AS name
       FROM information_schema.columns AS c
       JOIN information_schema.tables AS t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND c.column_name = 'user_id' AND t.table_type = 'BASE TABLE'
         AND c.table_name NOT LIKE 'audit%'`,
    );
    const kept: string[] = [];
    for (const { name } of tables) {
      if ((await select(`SELECT 1 FROM ${name} LIMIT 1`)).length > 0) kept.push(name);
    }
    expect(kept).toEqual([]);
    expect(await select("SELECT name FROM users")).toEqual([{ name: "Somebody Else" }]);
    expect(await select("SELECT 1 FROM organizations")).toEqual([]);
    expect((await events()).at(-1)).toEqual({ action: "bulk-delete", users: USERS + 520 + 20 });
  }, 60_000);
});

describe("the commands", () => {
  it("seeds:clear says how many went", async () => {
    expect(await runSeeds("clear", [])).toEqual({
      status: 0,
      stdout: "0 demo users removed\n",
      faults: [],
    });
  });

  it.each(["run", "clear", "check", "perf"])("seeds:%s refuses in production", async (command) => {
    expect(await runSeeds(command, [String(DEMO_USERS)], { NODE_ENV: "production" })).toEqual({
      status: 1,
      stdout: "",
      faults: [`wrong setting: NODE_ENV: seeds:${command} never runs in production`],
    });
  });
});
