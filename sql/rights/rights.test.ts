import { readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { insertEvent } from "../audit-log/queries.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { measureExecutes, measureRights } from "./measure.ts";

/** The lines of a table of expectations, without its comments. */
function expectations(file: string): string[] {
  return readFileSync(new URL(file, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}
const EXPECTED = expectations("./relations.txt");

describe("rights", async () => {
  const database = await createTestDatabase();
  const { adminPool } = database;
  const ada = await insertPerson(adminPool, "Ada");
  const bob = await insertPerson(adminPool, "Bob");
  await insertPerson(adminPool, "Cid");
  // What is not the same for a colleague's own and for others': requests each has filed, an account that
  // is suspended; and an event of a job, which is all that an SRE reads of the trail.
  await adminPool.query(
    `INSERT INTO gdpr_requests (user_id, type, channel, created_by_staff)
     VALUES ($1, 'access', 'console', $2), ($3, 'access', 'console', $4)`,
    [bob.user_id, ada.staff_id, ada.user_id, bob.staff_id],
  );
  await adminPool.query(
    `UPDATE users SET is_active = false, suspension_reason = 'test', suspended_at = now() WHERE id = $1`,
    [bob.user_id],
  );
  await inTransaction(database.pool("futuresync_daemon"), "none", { actor_kind: "job" }, (tx) =>
    insertEvent(tx, { action: "expire", resource: "gdpr-requests" }),
  );
  afterAll(() => database.drop());

  /** A superuser's transaction that is rolled back, whatever was tried in it. */
  async function trying<T>(work: (admin: pg.ClientBase) => Promise<T>): Promise<T> {
    const admin = await adminPool.connect();
    try {
      await admin.query("BEGIN");
      return await work(admin);
    } finally {
      await admin.query("ROLLBACK");
      admin.release();
    }
  }

  it("on every relation and for every role are what relations.txt says", async () => {
    expect(await trying((admin) => measureRights(admin, ada))).toEqual(EXPECTED);
  });

  it("to call every function are what functions.txt says", async () => {
    expect(await trying(measureExecutes)).toEqual(expectations("./functions.txt"));
  });

  it("of members and organization admins end at their own rows", () => {
    const beyond = EXPECTED.filter(
      (line) =>
        /\| fs_(member|org_admin) \|/.test(line) && !/: (own|some own|none|refused)$/.test(line),
    );
    expect(beyond).toEqual([]);
  });

  it("show the loss of any one policy", async () => {
    const { rows: policies } = await adminPool.query<{ name: string; relation: string }>(
      `SELECT quote_ident(polname) AS name, polrelid::regclass::text AS relation FROM pg_policy`,
    );
    const unseen = await trying(async (admin) => {
      const found: string[] = [];
      for (const { name, relation } of policies) {
        await admin.query("SAVEPOINT policy");
        await admin.query(`DROP POLICY ${name} ON ${relation}`);
        const without = await measureRights(admin, ada, relation);
        const expected = EXPECTED.filter((line) => line.startsWith(`${relation} | `));
        if (without.join() === expected.join()) found.push(`${name} on ${relation}`);
        await admin.query("ROLLBACK TO SAVEPOINT policy");
      }
      return found;
    });
    expect(unseen).toEqual([]);
    expect(policies.length).toBeGreaterThan(70);
  });

  it.each([
    ["without row level security", ""],
    ["without a policy", "ALTER TABLE secrets_of_people ENABLE ROW LEVEL SECURITY;"],
  ])("show a new table %s", async (_how, secured) => {
    const measured = await trying(async (admin) => {
      await admin.query(
        `CREATE TABLE secrets_of_people (user_id uuid, secret text); ${secured}
         GRANT SELECT ON secrets_of_people TO fs_member`,
      );
      return measureRights(admin, ada);
    });
    expect(measured).not.toEqual(EXPECTED);
    expect(measured.filter((line) => !line.startsWith("secrets_of_people"))).toEqual(EXPECTED);
  });
});
