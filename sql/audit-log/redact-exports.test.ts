import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertColleague } from "../testing/insert-colleague.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { redactPerson } from "./redact.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const pool = database.pool("futuresync_daemon");

it("an erasure takes the exports of the trail that name the person, and no other", async () => {
  const ada = (await insertPerson(database.adminPool, "Ada")).user_id;
  const bob = (await insertPerson(database.adminPool, "Bob")).user_id;
  await database.adminPool.query("DELETE FROM audit_exports");
  const insert = async (
    status: string,
    named: { subject_id?: string; actor_id?: string; filter?: object },
  ) => {
    const colleague = await insertColleague(database.adminPool, "auditor");
    await database.adminPool.query(
      `INSERT INTO audit_exports (staff_id, role, format, status, subject_id, actor_id, filter,
         sha256, file_name, ready_at, snapshot_at, expires_at)
       VALUES ($1, 'auditor', 'csv', $2, $3, $4, $5,
         sha256('x'), 'f.zip', now(), now(), now() + interval '7 days')`,
      [colleague.actor_id, status, named.subject_id, named.actor_id, named.filter ?? {}],
    );
  };
  await insert("ready", { subject_id: ada });
  await insert("ready", { actor_id: ada });
  await insert("ready", { filter: { resource_id: ada } });
  await insert("queued", { subject_id: ada });
  await insert("running", { subject_id: ada });
  await insert("ready", { subject_id: bob });

  await redactPerson(pool, {}, { person: ada, needles: [ada] });

  const { rows } = await database.adminPool.query<Record<string, unknown>>(
    `SELECT status, subject_id IS NULL AND actor_id IS NULL AND filter = '{}' AS nameless,
       expires_at <= now() AS due FROM audit_exports ORDER BY created_at, id`,
  );
  expect(rows).toEqual([
    { status: "ready", nameless: true, due: true },
    { status: "ready", nameless: true, due: true },
    { status: "ready", nameless: true, due: true },
    { status: "failed", nameless: true, due: false },
    { status: "failed", nameless: true, due: false },
    { status: "ready", nameless: false, due: false },
  ]);
  await database.adminPool.query("ANALYZE audit_exports");
  const left = await database.adminPool.query<{ text: string | null }>(
    `SELECT string_agg(t, ' ') AS text FROM (
       SELECT pii::text AS t FROM audit_log WHERE resource = 'audit-exports'
       UNION ALL SELECT e::text FROM audit_exports AS e
       UNION ALL SELECT s::text FROM pg_stats AS s WHERE tablename = 'audit_exports'
     ) AS everything`,
  );
  expect(left.rows[0]?.text).not.toContain(ada);
  expect(left.rows[0]?.text).toContain(bob);
});

it("only the worker's to do", async () => {
  const attempt = inTransaction(database.pool("futuresync_api"), "fs_dpo", {}, (tx) =>
    tx.rows("SELECT forget_audit_exports(gen_random_uuid())"),
  );
  await expect(attempt).rejects.toMatchObject({ code: "42501" });
});
