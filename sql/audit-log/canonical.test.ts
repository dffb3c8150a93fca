import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { loadSql } from "../database/load-sql.ts";
import { createTestDatabase } from "../testing/database.ts";
import { canonicalForm, commitmentOf, leafOf } from "./canonical.ts";
import type { SealedEvent } from "./canonical.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

const SELECT_SEALED = loadSql(import.meta.url, "./select-sealed-events.sql");

type StoredEvent = SealedEvent & { leaf: Buffer; pii: string | null; pii_salt: Buffer | null };

/** Everything that JSON writers disagree about. */
const HOSTILE = [
  '{"text": "quotes \\" backslash \\\\ slash / and \\u2028 \\u2029"}',
  '{"control": "\\u0001\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\\u007f\\u0080"}',
  '{"unicode": "Ж 漢字 عربي 👩‍👩‍👧 e\\u0301 \\ufeff \\uffff", "Ключ": "značka"}',
  '{"big": 123456789012345678901234567890.12345678901234567890, "small": 1e-30, "zero": -0, "scale": 1.00}',
  '{"nothing": null, "yes": true, "empty": {}, "none": [], "nested": [{"a": [null, ""]}]}',
  '{"__proto__": "x", "1": 1, "": "empty key"}',
  "{}",
];

it("is the same in TypeScript and in the database, for whatever an event holds", async () => {
  for (const [index, json] of HOSTILE.entries()) {
    await database.adminPool.query(
      `SELECT set_config('app.request_id', $2, false), set_config('app.ticket', $3, false),
              set_config('app.reason_code', $4, false), set_config('app.reason', $5, false),
              record_event('search', 'users', CASE WHEN $2 = '' THEN uuidv7() END, NULL, $1, $1)`,
      [
        json,
        index % 2 === 0 ? "" : "01a20546-0000-7000-8000-000000000001",
        index % 2 === 0 ? "#1" : "",
        index % 2 === 0 ? "" : "support-case",
        json,
      ],
    );
  }
  await database.adminPool.query(
    "INSERT INTO users (email, name, display_name) VALUES ('json@example.com', $1, $2)",
    ['Zoë "Z" O\\Neil\u0001', "Ж\u2028👩‍👩‍👧"],
  );
  const { rows } = await database.adminPool.query<StoredEvent & { sql_form: string }>(
    `SELECT sealed.*, audit_canonical(a) AS sql_form
     FROM (${SELECT_SEALED}) AS sealed JOIN audit_log AS a ON a.id = sealed.id::uuid`,
  );
  // Migrations have left events too.
  expect(rows.length).toBeGreaterThan(HOSTILE.length);
  for (const row of rows) {
    expect(canonicalForm(row)).toBe(row.sql_form);
    expect(leafOf(row).equals(row.leaf)).toBe(true);
    expect(
      commitmentOf(row.pii ?? "", row.pii_salt ?? Buffer.alloc(0)).equals(row.pii_commit),
    ).toBe(true);
    // A JSON array of strings and nulls, and nothing else.
    const parsed: unknown = JSON.parse(row.sql_form);
    expect(parsed).toHaveLength(18);
    expect(parsed).toSatisfy((values: unknown[]) =>
      values.every((value) => value === null || typeof value === "string"),
    );
  }
});

it("is read in the order of seals, by number", async () => {
  await database.adminPool.query(
    "SELECT record_event('ping', 'users') FROM generate_series(1, 120)",
  );
  const { rows } = await database.adminPool.query<StoredEvent>(SELECT_SEALED);
  const order = rows.map(({ tx, seq }) => [BigInt(tx), BigInt(seq)] as const);
  expect(order).toEqual(
    order.toSorted(([tx, seq], [other, next]) => Number(tx - other) || Number(seq - next)),
  );
});

it("gives each event a salt of its own: equal values have different commitments", async () => {
  for (let event = 0; event < 20; event += 1) {
    await database.adminPool.query(
      "SELECT record_event('search', 'users', NULL, NULL, '{}', '{\"q\": \"same\"}')",
    );
  }
  const { rows } = await database.adminPool.query<{ commitments: number; salts: number }>(
    `SELECT count(DISTINCT pii_commit)::int AS commitments, count(DISTINCT pii_salt)::int AS salts
     FROM audit_log WHERE pii ->> 'q' = 'same'`,
  );
  expect(rows).toEqual([{ commitments: 20, salts: 20 }]);
});

it("stays valid after the personal values are erased", async () => {
  // In one transaction: nothing is emptied that no event names.
  await database.adminPool.query(
    `SELECT record_event('redact', 'audit-log', NULL, NULL,
       jsonb_build_object('events', jsonb_agg(id))) FROM audit_log;
     UPDATE audit_log SET pii = NULL, pii_salt = NULL WHERE action <> 'redact'`,
  );
  const { rows } = await database.adminPool.query<StoredEvent>(
    `SELECT * FROM (${SELECT_SEALED}) AS e WHERE action <> 'redact'`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row.pii).toBeNull();
    expect(leafOf(row).equals(row.leaf)).toBe(true);
  }
});

it("has the worked example of the README right", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const value = (name: string): string => {
    const found = new RegExp(`^${name}: (.*)$`, "m").exec(readme)?.[1];
    if (found === undefined) throw new Error(`the README's example has no line ${name}`);
    return found;
  };
  const canonical = value("canonical");
  const values = JSON.parse(canonical) as string[];
  const names =
    "canon id at epoch tx seq actor_kind actor actor_role subject action resource resource_id " +
    "request_id reason_code ticket details";
  const event = {
    ...Object.fromEntries(names.split(" ").map((name, index) => [name, values[index]])),
    pii_commit: Buffer.from(value("pii_commit"), "hex"),
  } as SealedEvent;
  expect(values).toHaveLength(18);
  expect(canonicalForm(event)).toBe(canonical);
  expect(leafOf(event).toString("hex")).toBe(value("leaf"));
  const commitment = commitmentOf(value("pii"), Buffer.from(value("pii_salt"), "hex"));
  expect(commitment.toString("hex")).toBe(value("pii_commit"));
});
