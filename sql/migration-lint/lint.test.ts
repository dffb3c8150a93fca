import { readFileSync, readdirSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { lintMigrations } from "./lint.ts";
import { RULES } from "./rules.ts";

const directory = new URL("../migrations/", import.meta.url);
const ours = readdirSync(directory)
  .toSorted()
  .map((file) => ({ file, text: readFileSync(new URL(file, directory), "utf8") }));

/** What the migrations of an example find there. */
const BEFORE = `
  CREATE DOMAIN mood AS text CHECK (VALUE IN ('good', 'bad'));
  CREATE TABLE users (id uuid, body text);
  CREATE TABLE events (id uuid, at timestamptz) PARTITION BY RANGE (at);`;
const CHECKED = `ALTER TABLE users ADD CONSTRAINT body_there CHECK (body IS NOT NULL) NOT VALID;`;
const VALIDATED = `ALTER TABLE users VALIDATE CONSTRAINT body_there;`;
const OUTSIDE = "-- no transaction\n";

/** The rules that each migration, in order, breaks. */
function brokenBy(...texts: string[]): string[] {
  const sources = [BEFORE, ...texts].map((text, index) => ({
    file: index === 0 ? "0001_before.sql" : `${2000 + index}_example.sql`,
    text,
  }));
  return lintMigrations(sources).map((finding) => finding.split(": ")[1] ?? finding);
}

/** A rule, what breaks it, and what to write instead. */
const EXAMPLES: readonly [rule: string, broken: string, right: string][] = [
  [
    "index-concurrently",
    "CREATE INDEX i ON users (body);",
    `${OUTSIDE}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (body);`,
  ],
  ["index-concurrently", "CREATE INDEX i ON events (at);", "CREATE INDEX i ON ONLY events (at);"],
  ["drop-index-concurrently", "DROP INDEX i;", `${OUTSIDE}DROP INDEX CONCURRENTLY IF EXISTS i;`],
  [
    "run-again",
    `${OUTSIDE}CREATE INDEX CONCURRENTLY i ON users (body);`,
    `${OUTSIDE}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (body);`,
  ],
  [
    "run-again",
    `${OUTSIDE}DROP INDEX CONCURRENTLY i;`,
    `${OUTSIDE}DROP INDEX CONCURRENTLY IF EXISTS i;`,
  ],
  [
    "no-transaction",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (body);",
    `${OUTSIDE}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (body);`,
  ],
  [
    "no-transaction",
    `${OUTSIDE}DROP INDEX CONCURRENTLY IF EXISTS i; DROP INDEX CONCURRENTLY IF EXISTS j;`,
    `${OUTSIDE}DROP INDEX CONCURRENTLY IF EXISTS i;`,
  ],
  [
    "no-transaction",
    `${OUTSIDE}ALTER TABLE users ADD COLUMN n integer;`,
    "ALTER TABLE users ADD COLUMN n integer;",
  ],
  [
    "no-transaction",
    `${OUTSIDE}DO $$ BEGIN ALTER TABLE users ADD COLUMN n integer; END $$;`,
    "DO $$ BEGIN ALTER TABLE users ADD COLUMN n integer; END $$;",
  ],
  [
    "constraint-not-valid",
    "ALTER TABLE users ADD CONSTRAINT c CHECK (body <> '');",
    "ALTER TABLE users ADD CONSTRAINT c CHECK (body <> '') NOT VALID;",
  ],
  [
    "constraint-not-valid",
    "ALTER TABLE users ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES staff;",
    "ALTER TABLE users ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES staff NOT VALID;",
  ],
  [
    "constraint-using-index",
    "ALTER TABLE users ADD CONSTRAINT u UNIQUE (body);",
    "ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX i;",
  ],
  [
    "validate-first",
    "ALTER TABLE users ADD COLUMN n integer; ALTER TABLE users VALIDATE CONSTRAINT c;",
    "ALTER TABLE users VALIDATE CONSTRAINT c; ALTER TABLE users ADD COLUMN n integer;",
  ],
  [
    "column-rewrites",
    "ALTER TABLE users ADD COLUMN n uuid DEFAULT gen_random_uuid();",
    "ALTER TABLE users ADD COLUMN n timestamptz NOT NULL DEFAULT now();",
  ],
  [
    "column-rewrites",
    "ALTER TABLE users ADD COLUMN n integer GENERATED ALWAYS AS IDENTITY;",
    "ALTER TABLE users ADD COLUMN n text[] NOT NULL DEFAULT '{}'::text[];",
  ],
  [
    "column-rewrites",
    "ALTER TABLE users ADD COLUMN n bigserial;",
    "ALTER TABLE users ADD COLUMN n bigint;",
  ],
  [
    "column-domain",
    "ALTER TABLE users ADD COLUMN n mood;",
    "ALTER TABLE users ADD COLUMN n text; ALTER TABLE users ADD CHECK (n IN ('good')) NOT VALID;",
  ],
  [
    "column-not-null",
    "ALTER TABLE users ADD COLUMN n integer NOT NULL;",
    "ALTER TABLE users ADD COLUMN n integer NOT NULL DEFAULT 0;",
  ],
  [
    "column-constraint",
    "ALTER TABLE users ADD COLUMN n integer CHECK (n > 0);",
    "ALTER TABLE users ADD COLUMN n uuid REFERENCES staff;",
  ],
  [
    "column-type",
    "ALTER TABLE users ALTER COLUMN body TYPE varchar(9);",
    "ALTER TABLE users ALTER COLUMN body SET STATISTICS 500;",
  ],
  ["rename", "ALTER TABLE users RENAME COLUMN body TO text;", "ALTER INDEX i RENAME TO j;"],
  ["rename", "ALTER TABLE users RENAME TO people;", "ALTER TABLE users RENAME CONSTRAINT c TO d;"],
  [
    "drop-in-use",
    "ALTER TABLE users DROP COLUMN body;",
    "-- allows drop-in-use: not read since release 12\nALTER TABLE users DROP COLUMN body;",
  ],
  [
    "drop-in-use",
    "DROP TABLE users;",
    "-- allows drop-in-use: not read since release 12\nDROP TABLE users;",
  ],
  ["whole-table", `${OUTSIDE}VACUUM FULL users;`, `${OUTSIDE}VACUUM ANALYZE users;`],
  ["whole-table", "LOCK TABLE users;", "SELECT 1 FROM users LIMIT 1 FOR UPDATE;"],
  ["whole-table", "CLUSTER users USING i;", "ANALYZE users;"],
  ["whole-table", "TRUNCATE users;", "TRUNCATE staff_permissions;"],
  ["whole-table", "REINDEX TABLE users;", `${OUTSIDE}REINDEX TABLE CONCURRENTLY users;`],
  [
    "batches",
    "UPDATE users SET body = '' WHERE body IS NULL;",
    "UPDATE staff SET is_active = true;",
  ],
  [
    "batches",
    "DO $$ BEGIN DELETE FROM users WHERE body IS NULL; END $$;",
    `${OUTSIDE}DO $$ BEGIN LOOP
       DELETE FROM users WHERE id IN (SELECT id FROM users WHERE body IS NULL LIMIT 1000);
       EXIT WHEN NOT FOUND;
       COMMIT;
     END LOOP; END $$;`,
  ],
  [
    "domain-not-valid",
    "ALTER DOMAIN mood ADD CONSTRAINT m CHECK (VALUE IN ('good', 'bad', 'so'));",
    "ALTER DOMAIN mood ADD CONSTRAINT m CHECK (VALUE IN ('good', 'bad', 'so')) NOT VALID;",
  ],
  [
    "domain-not-valid",
    "ALTER DOMAIN mood VALIDATE CONSTRAINT m;",
    "ALTER DOMAIN mood DROP CONSTRAINT m;",
  ],
  ["own-timeout", "SET lock_timeout = 0;", "SET LOCAL work_mem = '64MB';"],
  [
    "dynamic",
    "DO $$ BEGIN EXECUTE format('ALTER TABLE %I SET LOGGED', 'users'); END $$;",
    "DO $$ BEGIN PERFORM make_partitions(); END $$;",
  ],
];

describe("lintMigrations", () => {
  it("finds nothing in ours", () => {
    expect(lintMigrations(ours)).toEqual([]);
  });

  it.each(EXAMPLES)("%s, example %#", (rule, broken, right) => {
    expect(new Set(brokenBy(broken))).toEqual(new Set([rule]));
    expect(brokenBy(right)).toEqual([]);
  });

  it("set-not-null: asks for the check that was validated in an earlier migration", () => {
    const setNotNull = "ALTER TABLE users ALTER COLUMN body SET NOT NULL;";
    expect(brokenBy(CHECKED, setNotNull)).toEqual(["set-not-null"]);
    expect(brokenBy(CHECKED, VALIDATED + setNotNull)).toEqual(["set-not-null"]);
    expect(brokenBy(CHECKED, VALIDATED, setNotNull)).toEqual([]);
  });

  it("has an example of each rule", () => {
    const shown = new Set([...EXAMPLES.map(([rule]) => rule), "set-not-null"]);
    expect(RULES.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it("leaves alone what the same file has made, and small tables", () => {
    expect(
      brokenBy(
        "CREATE TABLE notes (id uuid); CREATE INDEX i ON notes (id); ALTER TABLE notes ADD CHECK (id <> '');",
        "CREATE INDEX j ON staff (name);",
      ),
    ).toEqual([]);
  });

  it("names file and line", () => {
    const text = "-- Füßchen\nSELECT 1;\n\n-- why\nLOCK TABLE users;\n";
    expect(lintMigrations([{ file: "2000_x.sql", text }])).toEqual([
      "2000_x.sql:5: whole-table: stops every reader of the table for as long as it takes",
    ]);
    expect(
      lintMigrations([{ file: "2000_x.sql", text: "SELECT 1;\nALTER TABLE users ADD;" }]),
    ).toEqual([expect.stringMatching(/^2000_x\.sql:2: syntax error/)]);
  });

  it("takes no permission without a reason or a need, and no migration it cannot read", () => {
    expect(brokenBy("-- allows rename:\nALTER TABLE users RENAME TO people;")).toEqual([
      "rename",
      "rename",
    ]);
    expect(brokenBy("-- allows rename: we know better\nSELECT 1;")).toEqual(["rename"]);
    expect(lintMigrations([{ file: "2000_x.ts", text: "" }])).toEqual([
      "2000_x.ts: not-sql: only .sql can be read here",
    ]);
  });
});

describe("the server", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  it.each([
    ["a column that may be NULL", "ADD COLUMN n text", false],
    ["a constant default", "ADD COLUMN n text[] NOT NULL DEFAULT '{}'::text[]", false],
    ["the transaction's time", "ADD COLUMN n timestamptz NOT NULL DEFAULT now()", false],
    ["a default that differs by row", "ADD COLUMN n uuid DEFAULT gen_random_uuid()", true],
    ["a domain with a check", "ADD COLUMN n email_address", true],
    ["another type", "ALTER COLUMN body TYPE integer USING length(body)", true],
  ])("rewrites the table or not, as the rules say: %s", async (_, change, rewrites) => {
    const file = async () =>
      (
        await database.adminPool.query<{ file: number }>(
          "SELECT pg_relation_filenode('notes') AS file",
        )
      ).rows[0]?.file;
    await database.adminPool.query(
      "DROP TABLE IF EXISTS notes; CREATE TABLE notes AS SELECT 'x'::text AS body",
    );
    const before = await file();
    await database.adminPool.query(`ALTER TABLE notes ${change}`);
    expect((await file()) !== before).toBe(rewrites);
  });
});
