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
    "audit_exports",
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

/** What is not audited row by row, and why; everything else of ours is (README.md, "Not"). */
const UNAUDITED: Readonly<Record<string, string>> = {
  achievements:
    "what can be earned: migrations and seeds write it, it names no person and no right",
  action_timing_sessions: "high volume, of the product",
  analytics_events: "high volume, of the product",
  audit_epochs: "of the trail: an epoch has a signed seal",
  audit_log: "the trail, append-only",
  audit_seals: "its own record: append-only, chained and signed",
  audit_pseudonyms: "of the trail: what goes leaves the event `forget`",
  daily_actions: "high volume, of the product",
  gdpr_request_transitions: "which states follow: migrations alone write it",
  installation: "one row, by a migration: every seal is signed over it, so a change of it shows",
  job_runs: "the record of jobs itself",
  schema_migrations: "the record of migrations itself",
  staff_roles: "migrations alone write it",
  staff_sessions: "sign-in and sign-out are events",
  throttle: "keyed hashes that live minutes",
  time_budget_allocations: "high volume, of the product",
  user_achievements: "high volume, of the product",
  user_notification_preferences: "high volume, of the product; the person's own",
  user_notifications: "high volume, of the product",
  user_progress: "high volume, of the product",
  user_sessions: "high volume, of the product",
  victory_post_interactions: "high volume, of the product",
  victory_posts: "high volume, of the product",
  vision_ai_analyses: "high volume, of the product",
  vision_time_allocations: "high volume, of the product",
  visions: "high volume, of the product",
};

/** No reason excuses these: they decide about people, rights or how the house is run. */
const ALWAYS =
  /^(users|organi[sz]ation|teams?(_|$)|subscription|staff|gdpr_|legal_hold|retention)|settings?$|permissions?$|polic(y|ies)$|consents?$/;
const EXCUSED = new Set(["staff_roles", "staff_sessions", "gdpr_request_transitions"]);

/** Every table of ours that is neither audited nor excused; partitions are their parent's. */
async function missing(): Promise<string[]> {
  const { rows } = await database.adminPool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition
       AND (SELECT count(*) FROM pg_trigger AS t
         WHERE t.tgrelid = c.oid AND t.tgenabled = 'A'
           AND t.tgfoid IN ('audit_row_change()'::regprocedure, 'audit_truncate()'::regprocedure)) < 2
     ORDER BY 1`,
  );
  return rows
    .map(({ name }) => name)
    .filter((name) => !(name in UNAUDITED) || (ALWAYS.test(name) && !EXCUSED.has(name)));
}

it("has every table audited, always on, or says why not", async () => {
  expect(await missing()).toEqual([]);
  const names = audited.map(({ name }) => name);
  expect(Object.keys(UNAUDITED).filter((name) => names.includes(name))).toEqual([]);
  expect(Object.keys(UNAUDITED).filter((name) => !(name in catalogue))).toEqual([]);
});

it.each([
  ["gdpr_erasures", "id uuid"],
  ["legal_holds", "id uuid"],
  ["retention_settings", "id uuid"],
  ["notification_settings", "id uuid"],
  ["organization_settings", "id uuid"],
  ["subscription_invoices", "id uuid"],
  ["anything", "user_id uuid"],
  ["whatever", "name text"],
])("misses a table that somebody added: %s", async (name, columns) => {
  await database.adminPool.query(`CREATE TABLE ${name} (${columns})`);
  expect(await missing()).toEqual([name]);
  await database.adminPool.query(`DROP TABLE ${name}`);
});

it("lets no reason excuse what decides about people and rights", () => {
  const decided = [
    "gdpr_erasures",
    "legal_holds",
    "retention_rules",
    "app_settings",
    "users",
    "teams",
  ];
  expect(decided.filter((name) => !ALWAYS.test(name))).toEqual([]);
  expect(
    Object.keys(UNAUDITED)
      .filter((name) => ALWAYS.test(name))
      .toSorted(),
  ).toEqual([...EXCUSED].toSorted());
});

it("misses a trigger that is there and not always on", async () => {
  await database.adminPool.query("ALTER TABLE subscriptions ENABLE TRIGGER audit_row_change");
  expect(await missing()).toEqual(["subscriptions"]);
  await database.adminPool.query(
    "ALTER TABLE subscriptions ENABLE ALWAYS TRIGGER audit_row_change",
  );
});

it.each(audited)("sees what psql does to $name, replica or not", async ({ name, resource }) => {
  const client = await database.adminPool.connect();
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = replica");
    await client.query(`TRUNCATE ${name} CASCADE`);
    const { rows } = await client.query(
      `SELECT FROM audit_log WHERE action = 'truncate' AND resource = $1
         AND tx = pg_current_xact_id() AND details ->> 'login' = session_user`,
      [resource],
    );
    expect(rows).toHaveLength(1);
  } finally {
    await client.query("ROLLBACK");
    client.release();
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
