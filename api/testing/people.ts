import { randomBytes, randomUUID } from "node:crypto";
import type { TestDatabase } from "../../sql/testing/database.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Columns come from the tests' own literals. */
async function insert(database: TestDatabase, table: string, fields: Fields): Promise<string> {
  const names = Object.keys(fields);
  const places = names.map((_, index) => `$${index + 1}`);
  const { rows } = await database.adminPool.query<{ id: string }>(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")}) RETURNING id`,
    Object.values(fields),
  );
  if (rows[0] === undefined) throw new Error(`no row in ${table}`);
  return rows[0].id;
}

/** A user of the product, with whatever the test says and otherwise plain values. */
export function addUser(database: TestDatabase, fields: Fields = {}): Promise<string> {
  const email = `${randomUUID()}@people.example`;
  return insert(database, "users", { email, name: "Ada Example", ...fields });
}

export function addOrganization(database: TestDatabase, fields: Fields = {}): Promise<string> {
  const slug = `org-${randomUUID().slice(0, 13)}`;
  return insert(database, "organizations", { name: "Example Ltd", slug, ...fields });
}

export function addMember(
  database: TestDatabase,
  organizationId: string,
  userId: string,
  role = "member",
): Promise<string> {
  const fields = { organization_id: organizationId, user_id: userId, role };
  return insert(database, "organization_members", fields);
}

export function addTeam(
  database: TestDatabase,
  organizationId: string,
  fields: Fields = {},
): Promise<string> {
  const name = `Team ${randomUUID().slice(0, 8)}`;
  return insert(database, "teams", { organization_id: organizationId, name, ...fields });
}

export function addInvitation(
  database: TestDatabase,
  organizationId: string,
  fields: Fields = {},
): Promise<string> {
  return insert(database, "organization_invitations", {
    organization_id: organizationId,
    email: `${randomUUID()}@invited.example`,
    token_hash: randomBytes(32),
    expires_at: new Date(Date.now() + 86_400_000),
    ...fields,
  });
}

export function addSubscription(
  database: TestDatabase,
  userId: string,
  fields: Fields = {},
): Promise<string> {
  return insert(database, "subscriptions", { user_id: userId, plan: "pro", ...fields });
}

export function addVision(
  database: TestDatabase,
  userId: string,
  fields: Fields = {},
): Promise<string> {
  const plain = { user_id: userId, category: "health", title: "Run a marathon" };
  return insert(database, "visions", { ...plain, ...fields });
}

export function addDailyAction(
  database: TestDatabase,
  userId: string,
  fields: Fields = {},
): Promise<string> {
  const plain = { user_id: userId, title: "Run before breakfast", date: "2026-11-20" };
  return insert(database, "daily_actions", { ...plain, ...fields });
}

export type EventRow = { action: string; resource: string; details: Record<string, unknown> };

/** The events about one person, oldest first, as a superuser sees them. */
export async function eventsAbout(database: TestDatabase, userId: string): Promise<EventRow[]> {
  const { rows } = await database.adminPool.query<EventRow>(
    `SELECT e.action, e.resource, e.details
     FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
     WHERE p.real_id = $1 ORDER BY e.tx, e.seq`,
    [userId],
  );
  return rows;
}

/** The events that a member of staff, or a user, caused; oldest first. */
export async function eventsBy(database: TestDatabase, actorId: string): Promise<EventRow[]> {
  const { rows } = await database.adminPool.query<EventRow>(
    `SELECT e.action, e.resource, e.details
     FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.actor
     WHERE p.real_id = $1 ORDER BY e.tx, e.seq`,
    [actorId],
  );
  return rows;
}
