import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";
import type { Keys } from "../database/keys.ts";
import { CULTURES } from "./names.ts";
import { insertOauthProviders } from "./seal-tokens.ts";

const step = (name: string): [string, string] => [
  name.replaceAll("-", " "),
  loadSql(import.meta.url, `./steps/${name}.sql`),
];

const PREPARE = loadSql(import.meta.url, "./steps/prepare.sql");
const CULTURE_TABLE = loadSql(import.meta.url, "./steps/cultures.sql");
const PEOPLE_TABLE = loadSql(import.meta.url, "./steps/people.sql");
const OAUTH_PROVIDERS = loadSql(import.meta.url, "./steps/oauth-providers.sql");
const USERS = loadSql(import.meta.url, "./steps/users.sql");

/** In the order of their foreign keys; each says for itself what it takes from the ones before. */
const STEPS_BEFORE_USERS = [step("partitions"), step("members"), step("organization-plans")];
const STEPS_AFTER_USERS = [
  step("organizations"),
  step("organization-members"),
  step("organization-invitations"),
  step("teams"),
  step("team-members"),
  step("accounts"),
  step("subscriptions"),
  step("visions"),
  step("days"),
  step("daily-actions"),
  step("user-progress"),
  step("last-logins"),
  step("achievements"),
  step("user-achievements"),
  step("victory-posts"),
  step("time-budgets"),
  step("notifications"),
  step("analytics-events"),
];
const BULK_LOAD_EVENT = loadSql(import.meta.url, "./steps/bulk-load-event.sql");

export type PeopleToLoad = {
  /** Their numbers; a number always makes the same person (at the same moment). */
  readonly first: number;
  readonly last: number;
  readonly moment: Date;
  /** Seal their tokens. */
  readonly keys: Keys;
  readonly onStep?: (name: string) => void;
};

/**
 * Writes people with all their rows, and one audit event for the lot. The caller holds the
 * transaction, as the administrator: it becomes the owner for the rest of it.
 */
export async function loadPeople(client: pg.ClientBase, people: PeopleToLoad): Promise<void> {
  await client.query("SET LOCAL ROLE futuresync_owner");
  await client.query("SELECT set_config('seed.moment', $1, true)", [people.moment.toISOString()]);
  // Temporary tables have no statistics: without them a nested loop over all people is chosen.
  const run = async (name: string, text: string, values?: readonly unknown[]) => {
    people.onStep?.(name);
    await (values === undefined ? client.query(text) : client.query(text, [...values]));
  };
  await run("functions", PREPARE);
  await run("names", CULTURE_TABLE, [JSON.stringify(CULTURES)]);
  await run("people", PEOPLE_TABLE, [people.first, people.last]);
  await run("audit event", BULK_LOAD_EVENT);
  await client.query("ALTER TABLE seed_people ADD PRIMARY KEY (n)");
  await client.query("CREATE UNIQUE INDEX ON seed_people (id)");
  for (const [name, text] of STEPS_BEFORE_USERS) await run(name, text);
  await client.query("ANALYZE seed_people, seed_members, seed_organizations");
  await run("users", USERS, [await hash(randomBytes(24))]);
  await run("oauth providers", OAUTH_PROVIDERS);
  await insertOauthProviders(client, people.keys);
  for (const [name, text] of STEPS_AFTER_USERS) await run(name, text);
  // What follows in this transaction is audited row by row again.
  await client.query("SELECT set_config('app.bulk_load', '', true)");
}
