import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, DatabaseRole, Transaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertColleague } from "../testing/insert-colleague.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { insertEvent } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

type Event = {
  action: string;
  resource: string;
  subject: string | null;
  details: { columns: string[]; old?: object; new?: object };
  pii: Record<string, unknown>;
};

/** What the work wrote, run with `app.erasing` and everything else that would stand in pii. */
async function erasing(
  login: "futuresync_api" | "futuresync_daemon",
  role: DatabaseRole,
  work: (tx: Transaction) => Promise<unknown>,
  acting: CallerContext = {},
): Promise<Event[]> {
  const context: CallerContext = {
    ...acting,
    erasing: "on",
    reason: "Ada asked",
    address: "203.0.113.9",
    agent: "Browser",
  };
  const written = await inTransaction(database.pool(login), role, context, async (tx) => {
    await work(tx);
    return tx.rows<{ tx: string }>("SELECT pg_current_xact_id()::text AS tx");
  });
  const { rows } = await database.adminPool.query<Event>(
    "SELECT action, resource, subject, details, pii FROM audit_log WHERE tx = $1::xid8 ORDER BY seq",
    [written[0]?.tx],
  );
  return rows;
}

it("tells of an erasure's changes the columns alone, deleting included", async () => {
  const { user_id } = await insertPerson(database.adminPool, "Ada");
  const found = await erasing("futuresync_daemon", "futuresync_owner", async (tx) => {
    await tx.rows(
      "UPDATE users SET name = 'erased', suspended_until = NULL, role = 'admin' WHERE id = $1",
      [user_id],
    );
    await tx.rows(
      "INSERT INTO user_consents (user_id, purpose, document_version, granted) VALUES ($1, 'terms', '1', true)",
      [user_id],
    );
    await tx.rows("DELETE FROM user_consents WHERE user_id = $1 AND purpose = 'marketing'", [
      user_id,
    ]);
    await tx.rows("DELETE FROM user_oauth_providers WHERE user_id = $1", [user_id]);
    await insertEvent(tx, {
      action: "ping",
      resource: "users",
      resource_id: user_id,
      subject: user_id,
      pii: { q: "Ada" },
    });
  });
  expect(
    found.map(({ action, resource, details }) => [action, resource, Object.keys(details)]),
  ).toEqual([
    ["update", "users", ["columns"]],
    ["create", "user-consents", ["columns"]],
    ["delete", "user-consents", ["columns"]],
    ["delete", "user-oauth-providers", ["columns"]],
    ["ping", "users", []],
  ]);
  expect(found[0]?.details.columns).toEqual(["name", "role"]);
  expect(found[3]?.details.columns).toContain("provider_user_id");
  for (const event of found) {
    expect(event.pii).toEqual({});
    expect(event.subject).not.toBeNull();
  }
});

it("the worker's too", async () => {
  const { user_id } = await insertPerson(database.adminPool, "Bea");
  await database.adminPool.query(
    "UPDATE users SET is_active = false, suspension_reason = 'x', suspended_at = now() WHERE id = $1",
    [user_id],
  );
  const [event, ...others] = await erasing("futuresync_daemon", "fs_worker", (tx) =>
    tx.rows(
      "UPDATE users SET is_active = true, suspension_reason = NULL, suspended_at = NULL WHERE id = $1",
      [user_id],
    ),
  );
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    details: { columns: ["is_active", "suspended_at", "suspension_reason"] },
    pii: {},
  });
  expect(event?.details).not.toHaveProperty("old");
});

it("nobody else hides by it what they change", async () => {
  const { user_id } = await insertPerson(database.adminPool, "Cid");
  const acting = (role: string) => insertColleague(database.adminPool, role);
  const [event] = await erasing(
    "futuresync_api",
    "fs_support",
    (tx) => tx.rows("UPDATE users SET locale = 'fr' WHERE id = $1", [user_id]),
    await acting("support"),
  );
  expect(event?.pii).toMatchObject({
    new: { locale: "fr" },
    old: { locale: "en" },
    reason: "Ada asked",
  });
  const [read] = await erasing(
    "futuresync_api",
    "fs_auditor",
    (tx) =>
      insertEvent(tx, { action: "show", resource: "users", subject: user_id, pii: { q: "Cid" } }),
    await acting("auditor"),
  );
  expect(read?.pii).toMatchObject({ q: "Cid", agent: "Browser" });
});

it.each([
  { ticket: "ada@example.com" },
  { ticket: "Ada called on Monday" },
  { ticket: "ada.example.com" },
  { ticket: "Ada" },
  { ticket: "0049301234567" },
  { ticket: "203.0.113.9" },
  { ticket: "01a20546-0000-7000-8000-000000000001" },
  { ticket: `T-${"1".repeat(9)}-${"1".repeat(30)}` },
  { ticket: "T-1\n" },
  { ticket: "0170-1234567" },
  { ticket: "Ann-Example-1990" },
  { ticket: "ANNEXAMPLE-" },
  { ticket: "Hauptstrasse-12-Berlin" },
  { ticket: "1990-01-31" },
  { ticket: "203-0-113-7" },
  { ticket: "017012345" },
  { reason_code: "ada@example.com" },
  { reason_code: "Ada called" },
  { reason_code: "ada called" },
  { reason_code: "ann-example" },
  { reason_code: "support-case\n" },
  { reason_code: "01a20546-0000-7000-8000-000000000001" },
])("refuses what is sealed and holds a text: %o", async (context) => {
  const attempt = inTransaction(database.pool("futuresync_api"), "none", context, (tx) =>
    insertEvent(tx, { action: "ping", resource: "users" }),
  );
  const error: unknown = await attempt.catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "22023" });
  expect(JSON.stringify(error)).not.toMatch(/ada/i);
});

it.each([
  { ticket: "T-123" },
  { ticket: "#4711" },
  { ticket: "4711" },
  { ticket: "GDPR2-12345678" },
  { reason_code: "suspension-ended" },
  { reason_code: "support-case" },
])("takes a reference: %o", async (context) => {
  const id = await inTransaction(database.pool("futuresync_api"), "none", context, (tx) =>
    insertEvent(tx, { action: "ping", resource: "users" }),
  );
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
});
