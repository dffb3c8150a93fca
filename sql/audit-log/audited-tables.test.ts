import { afterAll, expect, it } from "vitest";
import { catalogue } from "../personal-data/catalogue.ts";
import type { ColumnClass } from "../personal-data/entry.ts";
import { createTestDatabase } from "../testing/database.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

type Audited = {
  name: string;
  enabled: string;
  truncate_enabled: string | null;
  resource: string;
  id_column: string;
  clear: string[];
  quiet: string[];
  secret: string[];
  columns: string[];
};

/** The triggers as they are in the database, with their arguments (NUL-terminated in pg_trigger). */
const { rows: audited } = await database.adminPool.query<Audited>(`
  SELECT c.relname AS name, t.tgenabled AS enabled,
    (SELECT s.tgenabled FROM pg_trigger AS s
     WHERE s.tgrelid = c.oid AND s.tgfoid = 'audit_truncate()'::regprocedure) AS truncate_enabled,
    args[1] AS resource, args[2] AS id_column,
    args[4]::text[] AS clear, args[5]::text[] AS quiet, args[6]::text[] AS secret,
    (SELECT array_agg(a.attname::text) FROM pg_attribute AS a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid
  CROSS JOIN LATERAL string_to_array(encode(t.tgargs, 'escape'), '\\000') AS args
  WHERE t.tgfoid = 'audit_row_change()'::regprocedure
  ORDER BY 1`);

it("audits every change of the tables that matter, always on", () => {
  expect(audited.map(({ name }) => name)).toEqual([
    "gdpr_exports",
    "gdpr_requests",
    "organization_invitations",
    "organization_members",
    "organizations",
    "staff",
    "staff_permissions",
    "subscriptions",
    "team_members",
    "teams",
    "user_consents",
    "user_oauth_providers",
    "users",
  ]);
  for (const table of audited) {
    expect(table).toMatchObject({
      enabled: "A",
      truncate_enabled: "A",
      resource: table.name.replaceAll("_", "-"),
    });
  }
});

it.each(audited)("shows of $name in the clear exactly what the catalogue calls none", (table) => {
  const columns = Object.entries(catalogue[table.name]?.columns ?? {});
  const ofClass = (wanted: ColumnClass) =>
    columns.filter(([, entry]) => entry.class === wanted).map(([column]) => column);
  // Never in an event's columns: the id is resource_id, the other two change with every edit.
  const unlisted = new Set([table.id_column, "updated_at", "version"]);
  expect(table.clear.toSorted()).toEqual(
    ofClass("none")
      .filter((column) => !unlisted.has(column))
      .toSorted(),
  );
  expect(table.secret.toSorted()).toEqual(ofClass("secret").toSorted());
  for (const column of [...table.clear, ...table.quiet, ...table.secret]) {
    expect(table.columns).toContain(column);
  }
});
