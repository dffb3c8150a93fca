import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { migrate, selectMigrations } from "./migrator.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-migrations-"));
const database = await createTestDatabase();
const admin = database.settings("admin");
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await database.drop();
});

const nothing = async (): Promise<void> => undefined;
let directory: string;
let count = 0;

/** The migrations of a test, in a folder of its own, on a database that has none of ours recorded. */
function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

beforeEach(async () => {
  directory = join(root, String((count += 1)));
  mkdirSync(directory);
  await database.adminPool.query(`
    DROP TABLE IF EXISTS schema_migrations, notes;
  `);
});

const tables = async (): Promise<unknown[]> =>
  (await database.adminPool.query("SELECT tableowner FROM pg_tables WHERE tablename = 'notes'"))
    .rows;

describe("migrate", () => {
  it("applies each migration once, in order, as the owner", async () => {
    write({
      "0001_notes.sql": "CREATE TABLE notes (id int PRIMARY KEY);",
      "0002_more.ts": "export const up = (pgm) => pgm.sql('ALTER TABLE notes ADD body text');",
    });
    const seen: string[] = [];
    const options = {
      directory,
      afterwards: nothing,
      onProgress: (name: string) => seen.push(name),
    };
    expect(await migrate(admin, options)).toEqual(["0001_notes", "0002_more"]);
    expect(await migrate(admin, options)).toEqual([]);
    expect(seen).toEqual(["0001_notes", "0002_more"]);
    expect(await tables()).toEqual([{ tableowner: "futuresync_owner" }]);
  });

  it("lets five at once through, also with an index that is made concurrently", async () => {
    write({
      "0001_notes.sql": "CREATE TABLE notes (id int PRIMARY KEY, body text);",
      "0002_index.sql": "-- no transaction\nCREATE INDEX CONCURRENTLY notes_body ON notes (body);",
    });
    const options = { directory, afterwards: nothing };
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(admin, options)));
    expect(applied.flat()).toEqual(["0001_notes", "0002_index"]);
  });

  it("names file and line of an error, and leaves nothing of that file", async () => {
    write({
      "0001_notes.sql":
        "CREATE TABLE notes (id int PRIMARY KEY);\n\nALTER TABLE notes ADD no_type;\n",
    });
    await expect(migrate(admin, { directory, afterwards: nothing })).rejects.toThrow(
      'migration 0001_notes:3: syntax error at or near ";"',
    );
    expect(await tables()).toEqual([]);
  });

  it("refuses a database that is newer than the code", async () => {
    write({ "0001_notes.sql": "CREATE TABLE notes (id int);", "0002_later.sql": "SELECT 1;" });
    await migrate(admin, { directory, afterwards: nothing });
    rmSync(join(directory, "0002_later.sql"));
    await expect(migrate(admin, { directory, afterwards: nothing })).rejects.toThrow(
      "the database is newer than this code: it has 0002_later",
    );
  });

  it("tells what is pending", async () => {
    write({ "0001_notes.sql": "CREATE TABLE notes (id int);" });
    const client = new pg.Client(admin);
    await client.connect();
    expect((await selectMigrations(client, directory)).pending).toEqual(["0001_notes"]);
    await migrate(admin, { directory, afterwards: nothing });
    expect((await selectMigrations(client, directory)).pending).toEqual([]);
    await client.end();
  });
});
