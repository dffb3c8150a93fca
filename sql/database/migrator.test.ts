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
      "0002_more.sql": "ALTER TABLE notes ADD body text;",
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

  it("refuses a step that would come after a later one", async () => {
    write({ "0002_notes.sql": "CREATE TABLE notes (id int);" });
    await migrate(admin, { directory, afterwards: nothing });
    write({ "0001_late.sql": "SELECT 1;" });
    await expect(migrate(admin, { directory, afterwards: nothing })).rejects.toThrow(
      "0001_late would come after 0002_notes, which the database has",
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

/** Somebody whose transaction has read the table and does not end. */
async function slowReader(): Promise<pg.Client> {
  const client = new pg.Client(admin);
  // One test ends its backend.
  client.on("error", () => undefined);
  await client.connect();
  await client.query("BEGIN; SELECT count(*) FROM notes");
  return client;
}

describe("on a table in use", () => {
  const ADD = { "0002_add.sql": "ALTER TABLE notes ADD COLUMN body text;" };
  beforeEach(async () => {
    write({ "0001_notes.sql": "CREATE TABLE notes (id int PRIMARY KEY);" });
    await migrate(admin, { directory, afterwards: nothing });
  });

  it("lets readers through every second, and is applied when the lock is free", async () => {
    write(ADD);
    const holder = await slowReader();
    const lines: string[] = [];
    const done = new AbortController();
    const migrating = migrate(admin, {
      directory,
      afterwards: nothing,
      onProgress: (line) => lines.push(line),
    }).finally(() => done.abort());
    const waits: number[] = [];
    const begun = performance.now();
    for (let isHeld = true; !done.signal.aborted;) {
      const asked = performance.now();
      await database.adminPool.query("SELECT count(*) FROM notes");
      waits.push(performance.now() - asked);
      if (isHeld && performance.now() - begun > 4_000) {
        isHeld = false;
        await holder.query("COMMIT");
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await holder.end();
    expect(await migrating).toEqual(["0002_add"]);
    expect(lines.slice(0, 2)).toEqual([
      "0002_add",
      "0002_add waits for a lock: tried again in 1 s",
    ]);
    // It did stand in their way, but for one wait at a time: 1 s, and what a busy machine adds.
    expect(Math.max(...waits)).toBeGreaterThan(500);
    expect(Math.max(...waits)).toBeLessThan(2_500);
  }, 30_000);

  it("gives up in one line, and leaves nothing", async () => {
    write(ADD);
    const holder = await slowReader();
    await expect(
      migrate(admin, { directory, afterwards: nothing, lockPatience: 500 }),
    ).rejects.toThrow(/^migration 0002_add: .*lock timeout, for 1 s: end the transaction that/);
    await holder.end();
    const client = new pg.Client(admin);
    await client.connect();
    expect((await selectMigrations(client, directory)).pending).toEqual(["0002_add"]);
    await client.end();
  });

  it("begins anew with an index whose making was killed", async () => {
    write({
      "0002_index.sql":
        "-- no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS notes_id_idx ON notes (id);",
    });
    // It waits for this transaction, which is older and writes.
    const writer = await slowReader();
    await writer.query("INSERT INTO notes VALUES (1)");
    // Caught at once: nobody else looks before the backend is gone.
    const killed = migrate(admin, { directory, afterwards: nothing }).catch(String);
    const isValid = async () =>
      (
        await database.adminPool.query<{ valid: boolean }>(
          "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('notes_id_idx')",
        )
      ).rows[0]?.valid;
    while ((await isValid()) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await database.adminPool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'futuresync-migrate' AND datname = current_database()`,
    );
    expect(await killed).toContain("terminating connection");
    await writer.end();
    expect(await isValid()).toBe(false);

    const lines: string[] = [];
    const onProgress = (line: string) => lines.push(line);
    expect(await migrate(admin, { directory, afterwards: nothing, onProgress })).toEqual([
      "0002_index",
    ]);
    expect(lines).toEqual([
      "notes_id_idx was left unfinished by a killed migration: dropped",
      "0002_index",
    ]);
    expect(await isValid()).toBe(true);
  });

  it("lets an index that is made concurrently take its time", async () => {
    write({
      "0002_index.sql":
        "-- no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS notes_id_idx ON notes (id);",
    });
    const writer = await slowReader();
    await writer.query("INSERT INTO notes VALUES (1)");
    const migrating = migrate(admin, { directory, afterwards: nothing });
    setTimeout(() => void writer.end(), 1_500);
    expect(await migrating).toEqual(["0002_index"]);
  });
});
