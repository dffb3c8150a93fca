import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createKeys } from "../database/keys.ts";
import { catalogue } from "../personal-data/catalogue.ts";
import { selectLiveColumns } from "../personal-data/drift.ts";
import { createTestDatabase } from "../testing/database.ts";
import { runCommandFile } from "../testing/run-command.ts";
import { seal, unseal } from "./seal.ts";
import { SEALED_TABLES } from "./sealed-columns.ts";

const [FIRST = "", SECOND = "", THIRD = ""] = [1, 2, 3].map((byte) =>
  Buffer.alloc(32, byte).toString("base64"),
);
const keysOf = (...list: string[]) =>
  createKeys({
    DATA_DIR: "",
    NODE_ENV: "test",
    DATABASE_HOST: undefined,
    ENCRYPTION_KEY: list.join(","),
  });
const before = keysOf(FIRST);
const after = keysOf(SECOND, FIRST);

const place = { table: "user_oauth_providers", column: "access_token", id: randomUUID() };
const token = Buffer.from("ya29.a token");

describe("a sealed value", () => {
  const sealed = seal(before, place, token);
  const { id } = before.newest;

  it("opens where it was sealed, under its key", () => {
    expect(unseal(before, place, id, sealed)).toEqual(token);
    expect(unseal(after, place, id, sealed)).toEqual(token);
    expect(sealed.includes(token)).toBe(false);
    expect(seal(before, place, token)).not.toEqual(sealed);
  });

  it.each([
    ["another row", { ...place, id: randomUUID() }],
    ["another column", { ...place, column: "refresh_token" }],
    ["another table", { ...place, table: "staff" }],
  ])("does not open in %s", (_, elsewhere) => {
    expect(() => unseal(before, elsewhere, id, sealed)).toThrow("does not open");
  });

  it("does not open when any byte of it was changed, or is gone", () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unseal(before, place, id, changed)).toThrow("does not open");
    }
    expect(() => unseal(before, place, id, sealed.subarray(0, -1))).toThrow("does not open");
    expect(() => unseal(before, place, id, sealed.subarray(0, 20))).toThrow("is not sealed");
  });

  it("does not open under another key, and says which it needs but nothing of it", () => {
    expect(() => unseal(before, place, after.newest.id, sealed)).toThrow(
      `user_oauth_providers.access_token of ${place.id} needs the key ${after.newest.id}`,
    );
    expect(() => unseal(keysOf(SECOND), place, keysOf(SECOND).newest.id, sealed)).toThrow(
      "does not open",
    );
  });
});

describe("npm run keys:rotate", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  const rotate = (...list: string[]) =>
    runCommandFile("sql/secrets/commands/rotate.ts", {
      ...database.environment("admin"),
      ENCRYPTION_KEY: list.join(","),
    });
  const TABLE = "user_oauth_providers";
  type Stored = { id: string; key_id: string; access_token: Buffer; refresh_token: Buffer | null };
  const stored = async () =>
    (await database.adminPool.query<Stored>(`SELECT * FROM ${TABLE} ORDER BY id`)).rows;
  const opened = async () =>
    (await stored()).map(({ id, key_id, access_token, refresh_token }) => [
      unseal(after, { table: TABLE, column: "access_token", id }, key_id, access_token).toString(),
      refresh_token &&
        unseal(
          after,
          { table: TABLE, column: "refresh_token", id },
          key_id,
          refresh_token,
        ).toString(),
    ]);
  const people = 1_203;

  // More than two batches hold; each second one has no refresh token.
  beforeEach(async () => {
    await database.adminPool.query(`TRUNCATE ${TABLE}; TRUNCATE users CASCADE`);
    const ids = Array.from({ length: people }, () => randomUUID());
    const sealed = (column: string, only: (n: number) => boolean) =>
      ids.map((id, n) =>
        only(n) ? seal(before, { table: TABLE, column, id }, Buffer.from(`${column} ${n}`)) : null,
      );
    await database.adminPool.query(
      `WITH made AS (
         INSERT INTO users (email, name)
         SELECT 'person' || n || '@futuresync.test', 'Person' FROM generate_series(1, cardinality($1::uuid[])) AS n
         RETURNING id
       )
       INSERT INTO ${TABLE} (id, user_id, provider, provider_user_id, access_token, refresh_token, key_id)
       SELECT t.id, p.id, 'google', t.n, t.access_token, t.refresh_token, $4
       FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) WITH ORDINALITY AS t (id, access_token, refresh_token, n)
       JOIN (SELECT id, row_number() OVER () AS n FROM made) AS p USING (n)`,
      [
        ids,
        sealed("access_token", () => true),
        sealed("refresh_token", (n) => n % 2 === 0),
        before.newest.id,
      ],
    );
  });

  it("seals everything under the newest key, says so, and finds nothing the second time", async () => {
    const values = await opened();
    const first = await rotate(SECOND, FIRST);
    expect(first).toEqual({
      status: 0,
      stdout: [
        `${TABLE}.access_token: ${people} sealed anew under ${after.newest.id}`,
        `${TABLE}.refresh_token: ${Math.ceil(people / 2)} sealed anew under ${after.newest.id}`,
        `every secret is under ${after.newest.id}: ${before.newest.id} may leave ENCRYPTION_KEY\n`,
      ].join("\n"),
      faults: [],
    });
    expect(await opened()).toEqual(values);
    expect(new Set((await stored()).map(({ key_id }) => key_id))).toEqual(
      new Set([after.newest.id]),
    );
    expect((await rotate(SECOND)).stdout).toContain(`access_token: 0 sealed anew`);
  });

  const events = async () =>
    (
      await database.adminPool.query<{ action: string; rows: number }>(
        `SELECT action, (details ->> 'rows')::int AS rows FROM audit_log
         WHERE resource = 'user-oauth-providers' AND action IN ('update', 'rotate-keys')
         ORDER BY at, seq`,
      )
    ).rows;

  it("writes an event for each batch, not for each row", async () => {
    const earlier = (await events()).length; // Those of the test before.
    await rotate(SECOND, FIRST);
    expect((await events()).slice(earlier)).toEqual(
      [500, 500, 203].map((rows) => ({ action: "rotate-keys", rows })),
    );
  });

  it("goes on where a killed one was, beside processes that write", async () => {
    // A row that somebody holds stops the second batch; then the whole command is gone.
    const holder = new pg.Client(database.settings("admin"));
    await holder.connect();
    const [held = ""] = (await stored()).slice(700).map(({ id }) => id);
    await holder.query("BEGIN");
    await holder.query(`SELECT FROM ${TABLE} WHERE id = '${held}' FOR UPDATE`);
    const killed = rotate(SECOND, FIRST);
    const waiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`;
    while ((await database.adminPool.query(waiting)).rowCount === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await killed).toMatchObject({
      status: 1,
      faults: [expect.stringMatching("terminating connection")],
    });
    await holder.query("COMMIT");
    await holder.end();
    const moved = (await stored()).filter(({ key_id }) => key_id === after.newest.id);
    expect(moved).toHaveLength(500);

    const again = await rotate(SECOND, FIRST);
    expect(again.stdout).toContain(`access_token: ${people - 500} sealed anew`);
    expect(await opened()).toHaveLength(people);
  });

  it("says what still needs an older key, and keeps it so: exit 1", async () => {
    const [tampered, swapped, other] = await stored();
    await database.adminPool.query(
      `UPDATE ${TABLE} SET access_token = set_byte(access_token, 12, get_byte(access_token, 12) # 1) WHERE id = $1`,
      [tampered?.id],
    );
    await database.adminPool.query(`UPDATE ${TABLE} SET access_token = $2 WHERE id = $1`, [
      swapped?.id,
      other?.access_token,
    ]);
    expect(await rotate(SECOND, FIRST)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`access_token: ${people - 2} sealed anew`),
      faults: [
        `no key may leave ENCRYPTION_KEY: 2 rows of ${TABLE} need ${before.newest.id}; first: ${TABLE}.access_token of ${tampered?.id} does not open: it was changed, or moved from another row`,
      ],
    });
    // Without the older key nothing opens, and nothing is harmed.
    expect(await rotate(THIRD)).toMatchObject({
      status: 1,
      faults: [
        expect.stringContaining(
          `${people - 2} rows of ${TABLE} need ${after.newest.id}; 2 rows of ${TABLE} need ${before.newest.id}; first: ${TABLE}.access_token of ${tampered?.id} needs the key`,
        ),
      ],
    });
  });
});

describe("the list of sealed columns", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  it("has every secret of the catalogue that is read again: bytea, and no hash", async () => {
    const live = await selectLiveColumns(database.adminPool);
    const { rows } = await database.adminPool.query<{ name: string }>(
      `SELECT c.relname || '.' || a.attname AS name
       FROM pg_attribute AS a
       JOIN pg_class AS c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace
       WHERE a.atttypid = 'bytea'::regtype`,
    );
    const bytea = new Set(rows.map(({ name }) => name));
    const secrets = live
      .filter(({ table, column }) => catalogue[table]?.columns[column]?.class === "secret")
      .map(({ table, column }) => `${table}.${column}`)
      // A salt is random by itself; a hash is compared and never read.
      .filter((name) => bytea.has(name) && !/_(hash|salt)$/.test(name));
    const listed = SEALED_TABLES.flatMap(({ table, columns }) =>
      columns.map((column) => `${table}.${column}`),
    );
    expect(listed.toSorted()).toEqual(secrets.toSorted());
  });

  it("names columns that no role may read: rotation is the owner's", async () => {
    for (const { table, columns, keyColumn, idColumn } of SEALED_TABLES) {
      const { rows } = await database.adminPool.query<{ column: string; type: string }>(
        `SELECT a.attname AS column, a.atttypid::regtype::text AS type
         FROM pg_attribute AS a WHERE a.attrelid = $1::regclass AND a.attname = ANY ($2)`,
        [table, [...columns, keyColumn, idColumn]],
      );
      const types = Object.fromEntries(rows.map(({ column, type }) => [column, type]));
      expect(types).toEqual({
        ...Object.fromEntries(columns.map((column) => [column, "bytea"])),
        [keyColumn]: "text",
        [idColumn]: "uuid",
      });
      for (const column of columns) {
        const readers = await database.adminPool.query(
          `SELECT rolname FROM pg_roles
           WHERE rolname ~ '^(fs|futuresync)_' AND rolname <> 'futuresync_owner'
             AND has_column_privilege(oid, $1, $2, 'SELECT') AND NOT pg_has_role(oid, 'futuresync_owner', 'USAGE')`,
          [table, column],
        );
        expect(readers.rows).toEqual([]);
      }
    }
  });
});
