import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertColleague } from "../testing/insert-colleague.ts";
import { catalogue } from "./catalogue.ts";
import { catalogueHash, exportQueries } from "./export-queries.ts";

describe("export queries", async () => {
  const database = await createTestDatabase();
  const worker = database.pool("futuresync_daemon");
  const person = randomUUID();
  const twin = randomUUID();
  afterAll(() => database.drop());

  beforeAll(async () => {
    await database.adminPool.query(
      `INSERT INTO users (id, email, name) VALUES
         ($1, 'Ada@one.example', 'Ada'), ($2, 'twin@two.example', 'Twin')`,
      [person, twin],
    );
    await database.adminPool.query(
      `WITH organization AS (
         INSERT INTO organizations (slug, name) VALUES ('acme', 'Acme') RETURNING id
       )
       INSERT INTO organization_invitations (organization_id, email, token_hash, expires_at)
       SELECT id, address, sha256(address::bytea), now() + interval '1 day'
       FROM organization, unnest(ARRAY['ada@ONE.example', 'twin@two.example']) AS address`,
    );
    await database.adminPool.query(
      "UPDATE users SET display_name = 'new ' || name WHERE id = ANY ($1)",
      [[person, twin]],
    );
  });

  async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
    const query = exportQueries().find((one) => one.table === table);
    if (query === undefined) throw new Error(`no query for ${table}`);
    return inTransaction(worker, "fs_worker", {}, (tx) => tx.rows(query.text, [person]));
  }

  it("stand for every table with a path to the person", () => {
    const tables = Object.entries(catalogue)
      .filter(([, entry]) => entry.person !== null)
      .map(([table]) => table);
    expect(exportQueries().map(({ table }) => table)).toEqual(tables);
  });

  it.each(exportQueries())("run as fs_worker: $table", async ({ table, text }) => {
    const rows = await inTransaction(worker, "fs_worker", {}, (tx) => tx.rows(text, [person]));
    const holding = Object.entries(catalogue[table]?.columns ?? {})
      .filter(([, column]) => column.export === true || "withoutKeys" in column.export)
      .map(([column]) => column);
    for (const row of rows) expect(Object.keys(row)).toEqual(holding);
  });

  it("hold the person's rows and none of another's", async () => {
    expect((await rowsOf("users")).map(({ id }) => id)).toEqual([person]);
    expect((await rowsOf("audit_pseudonyms")).map(({ user_id }) => user_id)).toEqual([person]);
  });

  it("find an invitation by the person's address, whatever its letters' case", async () => {
    const invitations = await rowsOf("organization_invitations");
    expect(invitations.map(({ email }) => email)).toEqual(["ada@ONE.example"]);
  });

  it("hold the person's audit events without what identifies the one who acted", async () => {
    const context = {
      ...(await insertColleague(database.adminPool, "support")),
      address: "203.0.113.9",
      agent: "Mozilla/5.0",
    } as const;
    await inTransaction(database.pool("futuresync_api"), "fs_support", context, (tx) =>
      tx.rows("SELECT record_event('show', 'users', $1, $1)", [person]),
    );
    const events = await rowsOf("audit_log");
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(["create", "update", "show"]),
    );
    expect(JSON.stringify(events)).not.toMatch(/203\.0\.113\.9|Mozilla|twin/);
    expect(JSON.stringify(events)).toContain("new Ada");
  });

  it("hold no id of somebody else inside the before and after of an event", async () => {
    const colleague = randomUUID();
    await database.adminPool.query(
      "INSERT INTO staff (id, email, name, role, password_hash) VALUES ($1, 'c@s.example', 'C', 'support', 'none')",
      [colleague],
    );
    await database.adminPool.query(
      `INSERT INTO gdpr_requests (user_id, type, channel, created_by_staff, note)
       VALUES ($1, 'access', 'console', $2, 'asked by letter')`,
      [person, colleague],
    );
    await database.adminPool.query(
      `INSERT INTO organization_members (organization_id, user_id, invited_by)
       SELECT id, $1, $2 FROM organizations`,
      [person, twin],
    );
    const events = JSON.stringify(await rowsOf("audit_log"));
    expect(events).toContain("asked by letter");
    expect(events).not.toContain(colleague);
    expect(events).not.toContain(twin);
  });

  it("are told apart by a hash of the catalogue", () => {
    expect(catalogueHash()).toMatch(/^[0-9a-f]{64}$/);
  });
});
