import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { runCommandFile } from "../testing/run-command.ts";
import { selectTables } from "./facts.ts";
import { STEPS, obstaclesOf } from "./obstacles.ts";
import { placementOf } from "./placements.ts";
import { distributionReport } from "./report.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const rows = async <R extends Record<string, unknown>>(text: string): Promise<R[]> =>
  (await database.adminPool.query<R>(text)).rows;

describe("our schema", () => {
  it("has a place for every table", async () => {
    const tables = await selectTables(database.adminPool);
    const unplaced = tables.filter((table) => placementOf(table).kind === "unplaced");
    expect(unplaced.map(({ name }) => name)).toEqual([]);
    const [live] = await rows<{ tables: number }>(
      `SELECT count(*) AS tables FROM information_schema.tables AS t
       WHERE t.table_schema IN ('public', 'pgboss') AND t.table_type = 'BASE TABLE'
         AND NOT (SELECT relispartition FROM pg_class WHERE oid = format('%I.%I', table_schema, table_name)::regclass)`,
    );
    expect(tables).toHaveLength(live?.tables ?? 0);
  });

  it("is reported as the catalogue shows it: keys without the person", async () => {
    const live = await rows<{ name: string }>(
      `SELECT i.indexrelid::regclass::text AS name
       FROM pg_index AS i
       JOIN pg_class AS c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
       JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id'
       WHERE i.indisunique AND NOT c.relispartition AND NOT (a.attnum = ANY (i.indkey))
         AND c.relname NOT IN ('audit_pseudonyms', 'gdpr_exports', 'gdpr_requests', 'staff')
       UNION ALL VALUES ('users_email_taken_key')`,
    );
    const tables = await selectTables(database.adminPool);
    const told = tables
      .flatMap((table) => obstaclesOf(table, tables))
      .filter(({ kind }) => kind === "primary key" || kind === "unique key")
      .map(({ what }) => what.split(" ")[0] ?? "");
    expect(told.toSorted()).toEqual(live.map(({ name }) => name).toSorted());
  });

  it("is reported as the catalogue shows it: triggers on tables of many machines", async () => {
    const tables = await selectTables(database.adminPool);
    const many = tables.filter((table) =>
      ["distributed", "reference"].includes(placementOf(table).kind),
    );
    const live = await rows<{ triggers: number }>(
      `SELECT count(*) AS triggers FROM pg_trigger
       WHERE NOT tgisinternal AND tgrelid::regclass::text IN (${many.map(({ name }) => `'${name}'`).join(", ")})`,
    );
    const told = many.flatMap((table) => obstaclesOf(table, tables));
    expect(told.filter(({ kind }) => kind === "trigger")).toHaveLength(live[0]?.triggers ?? 0);
  });

  it("keeps a person's own keys: those that have the person in them", async () => {
    const tables = await selectTables(database.adminPool);
    const visions = tables.find(({ name }) => name === "visions");
    const actions = tables.find(({ name }) => name === "daily_actions");
    expect(visions && obstaclesOf(visions, tables).map(({ kind }) => kind)).toEqual([
      "trigger",
      "primary key",
    ]);
    // (vision_id, user_id) REFERENCES visions (id, user_id), and user_id REFERENCES users (id).
    expect(actions?.foreign_keys).toHaveLength(2);
    expect(actions && obstaclesOf(actions, tables).map(({ kind }) => kind)).not.toContain(
      "foreign key",
    );
  });
});

describe("a table with everything in the way", async () => {
  const made = await createTestDatabase();
  afterAll(() => made.drop());
  await made.adminPool.query(`
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TABLE diaries (
      id uuid PRIMARY KEY,
      user_id uuid REFERENCES users ON DELETE SET NULL,
      slug text UNIQUE,
      at tstzrange,
      vision_id uuid REFERENCES visions,
      staff_id uuid REFERENCES staff,
      achievement_id uuid REFERENCES achievements,
      EXCLUDE USING gist (at WITH &&)
    );
    CREATE TRIGGER tell AFTER INSERT ON diaries FOR EACH ROW EXECUTE FUNCTION nothing();
    ALTER TABLE diaries ENABLE ROW LEVEL SECURITY;
    CREATE POLICY asks ON diaries USING (user_id = (SELECT id FROM users LIMIT 1));
    CREATE POLICY plain ON diaries USING (slug = 'SELECT');
    CREATE RULE quiet AS ON DELETE TO diaries DO INSTEAD NOTHING;
    CREATE TABLE old_diaries () INHERITS (diaries);
    CREATE TABLE moods (user_id uuid NOT NULL, at date, kind text) PARTITION BY RANGE (at);
    CREATE TABLE moods_2026 PARTITION OF moods
      FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
    CREATE TABLE colours (name text PRIMARY KEY);`);
  const tables = await selectTables(made.adminPool);
  const told = (name: string) => {
    const table = tables.find((one) => one.name === name);
    return table === undefined
      ? []
      : obstaclesOf(table, tables).map(({ kind, what }) => `${kind}: ${what}`);
  };

  it("is told each of them", () => {
    expect(told("diaries")).toEqual([
      "foreign key: diaries_staff_id_fkey leads from a distributed table to staff, which is local",
      "foreign key: diaries_user_id_fkey would set user_id, the person, on DELETE or UPDATE",
      "foreign key: diaries_vision_id_fkey leads to visions without user_id: to rows of another person, on another machine",
      "trigger: tell runs nothing()",
      "policy: asks has a sub-select",
      "rule or inheritance: it inherits, or is inherited",
      "rule or inheritance: it has a rule",
      "nullable: user_id may be NULL",
      "primary key: diaries_pkey (id) lacks user_id",
      "exclusion constraint: diaries_at_excl (at) lacks user_id",
      "unique key: diaries_slug_key (slug) lacks user_id",
    ]);
    expect(told("moods")).toEqual(["multi-level partitions: a partition has partitions"]);
    expect(told("colours")).toEqual(["unplaced: no user_id, and placements.ts does not say"]);
  });

  it("finds every kind of obstacle that there is a step for", () => {
    const kinds = new Set(
      tables.flatMap((one) => obstaclesOf(one, tables)).map(({ kind }) => kind),
    );
    expect([...kinds].toSorted()).toEqual(Object.keys(STEPS).toSorted());
  });

  it("puts a table after those it points to, and each kind of obstacle as a step", () => {
    const lines = distributionReport(tables).split("\n");
    const plan = lines.slice(lines.indexOf("The plan"));
    const at = (text: string) => plan.findIndex((line) => line.includes(text));
    expect(at("unplaced (colours)")).toBe(1);
    expect(at("primary key (")).toBeLessThan(at("create_reference_table('organizations')"));
    expect(at("create_reference_table('teams')")).toBeLessThan(
      at("create_distributed_table('users', 'id');"),
    );
    expect(at("'users', 'id'")).toBeLessThan(at("'visions', 'user_id', colocate_with => 'users'"));
    expect(at("'visions', 'user_id'")).toBeLessThan(at("'diaries', 'user_id'"));
    expect(plan.join("\n")).toMatch(/stay local: audit_epochs, .*audit_log, .*staff.*pgboss\.\*$/m);
  });
});

it("db:check-distribution prints the report, says that it is one, and changes nothing", async () => {
  const ran = await runCommandFile(
    "sql/distribution/commands/check.ts",
    database.environment("admin"),
  );
  expect(ran).toMatchObject({ status: 0, faults: [] });
  expect(ran.stdout).toMatch(/^A report: it reads the catalogue and changes nothing\./);
  expect(ran.stdout).toContain("  users by id: the person");
  expect(ran.stdout).toContain("The plan");
});
