import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { DEFAULT_VERSION, testedVersion } from "../testing/server-version.ts";
import { generateColumnTypes } from "./column-types.ts";
import { describeSchema } from "./describe-schema.ts";

function committed(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

/**
 * schema.txt is written on the newest version. An older server has our uuidv7() in place of its own
 * (before 18), and writes `users.id` in a view where a newer one writes `id` (before 16): there, these
 * two are not compared. Everything else is.
 */
function comparable(schema: string): string {
  if (testedVersion() === DEFAULT_VERSION) return schema;
  return schema
    .replace(/^function uuidv7\(\)\n(?: {2}.*\n)+\n/m, "")
    .replaceAll(/\b[a-z_]+\.(?=[a-z_])/g, "");
}

describe("generated files", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  it("schema.txt is the live schema (else: npm run db:describe)", async () => {
    expect(comparable(await describeSchema(database.adminPool))).toBe(
      comparable(committed("./schema.txt")),
    );
  });

  it("schema.txt would show a right that somebody granted", async () => {
    await database.adminPool.query("GRANT SELECT (password_hash) ON users TO fs_sre");
    const described = await describeSchema(database.adminPool);
    await database.adminPool.query("REVOKE SELECT (password_hash) ON users FROM fs_sre");
    expect(described).toContain("grant select (password_hash) to fs_sre");
  });

  it("schema.txt does not depend on which partitions there are", async () => {
    await database.adminPool.query("SELECT make_partitions(6, 3)");
    expect(comparable(await describeSchema(database.adminPool))).toBe(
      comparable(committed("./schema.txt")),
    );
  });

  it("tables.gen.ts is the live schema (else: npm run db:types)", async () => {
    expect(await generateColumnTypes(database.adminPool)).toBe(committed("./tables.gen.ts"));
  });

  // kysely-codegen 0.20 types these wrong; tables.gen.ts is right as long as the schema has none.
  it("has no column shape that the generator of the types gets wrong", async () => {
    const { rows } = await database.adminPool.query(
      `SELECT a.attrelid::regclass AS "table", a.attname AS "column"
       FROM pg_attribute AS a
       JOIN pg_class AS c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace
       JOIN pg_type AS t ON t.oid = a.atttypid
       LEFT JOIN pg_type AS e ON e.oid = t.typelem
       WHERE a.attnum > 0 AND c.relkind IN ('r', 'p')
         AND (e.typtype = 'd' OR (t.typtype = 'd' AND t.typnotnull)
           OR a.attidentity <> '' OR a.attgenerated <> '')`,
    );
    expect(rows).toEqual([]);
  });
});
