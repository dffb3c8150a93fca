import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../../sql/database/transaction.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { readZip } from "../../sql/testing/read-zip.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { insertColleague, requestTrail } from "../testing/trail.ts";
import { exportAuditLogJob } from "./export-audit-log.ts";

type Event = Record<string, unknown> & { id: string; action: string; seal: number | null };

describe("export-audit-log", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  let person: string;
  beforeAll(async () => {
    context = await createContext(database);
    const { rows } = await database.adminPool.query<{ id: string }>(
      `INSERT INTO users (email, name) SELECT 'needle.' || n || '@example.com', 'Person ' || n
       FROM generate_series(1, 2500) AS n RETURNING id`,
    );
    person = rows[0]?.id ?? "";
    await database.adminPool.query("UPDATE users SET name = 'Renamed' WHERE id = $1", [person]);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  const run = (id: string) => exportAuditLogJob.run({ export_id: id }, context);
  const selectExport = async (id: string) => {
    const { rows } = await database.adminPool.query<Record<string, unknown>>(
      `SELECT *, encode(sha256, 'hex') AS hash, expires_at - ready_at = interval '7 days' AS a_week
       FROM audit_exports WHERE id = $1`,
      [id],
    );
    return rows[0];
  };
  const filesOf = async (id: string) =>
    readZip(await readFile(join(context.store.folder, `${id}.zip`)));
  const eventsOf = async (id: string) =>
    String((await filesOf(id)).get("events.ndjson"))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Event);
  const idsOf = async (condition: string, values: readonly unknown[] = []) => {
    const { rows } = await database.adminPool.query<{ id: string }>(
      `SELECT id FROM audit_log WHERE ${condition} ORDER BY epoch, tx, seq`,
      [...values],
    );
    return rows.map(({ id }) => id);
  };

  test("holds every event the filter finds, once, in the order of the seals, and tells who asked", async () => {
    const id = await requestTrail(database, {});
    const all = await idsOf("true");
    expect(all.length).toBeGreaterThan(2_500);
    expect(await run(id)).toBe("succeeded");
    // The daemon's own steps came later: the claim, and what is told of it.
    const events = await eventsOf(id);
    expect(events.map((event) => event.id).slice(0, all.length)).toEqual(all);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect(await selectExport(id)).toMatchObject({
      status: "ready",
      phase: null,
      events: events.length,
      events_total: events.length,
      a_week: true,
      error: null,
    });
    expect(context.logged()).not.toMatch(/needle/i);
  });

  test("holds what its reader sees in the console, value for value", async () => {
    const id = await requestTrail(database, { filter: { subject_id: person } });
    await run(id);
    const seen = await inTransaction(
      database.pool("futuresync_api"),
      "fs_auditor",
      {},
      async (tx) =>
        tx.rows<{ event: Event }>(
          `SELECT row_to_json(r) AS event FROM readable_audit_log AS r WHERE subject_id = $1 ORDER BY at`,
          [person],
        ),
    );
    const exported = await eventsOf(id);
    for (const event of exported) {
      const shown = seen.find((row) => row.event.id === event.id)?.event;
      const { at, seal: _, ...values } = event;
      expect(shown).toMatchObject(values);
      expect(new Date(String(at)).getTime()).toBe(new Date(String(shown?.["at"])).getTime());
    }
    expect(exported.map(({ action }) => action).slice(0, 2)).toEqual(["create", "update"]);
    expect(JSON.stringify(exported)).toContain("n•••@e•••.com");
    expect(JSON.stringify(exported)).not.toContain("needle.1@");
  });

  test.each([
    ["nobody's events", { actor_id: "01a20546-9c2e-71e7-b39c-61e151940551" }, "false"],
    [
      "a part that no index serves",
      { action: "update", resource: "users" },
      "action = 'update' AND resource = 'users'",
    ],
    ["a range that is over", { at_lt: "2020-01-01" }, "false"],
  ] as const)("filters as the list does: %s", async (_what, filter, condition) => {
    const expected = await idsOf(condition);
    const id = await requestTrail(database, { filter });
    await run(id);
    expect((await eventsOf(id)).map((event) => event.id)).toEqual(expected);
    expect(await selectExport(id)).toMatchObject({ status: "ready", events: expected.length });
  });

  test("is one event more, by the job, about the person of the filter; run again it changes nothing", async () => {
    const id = await requestTrail(database, { filter: { subject_id: person }, format: "csv" });
    expect(await run(id)).toBe("succeeded");
    const done = await selectExport(id);
    const { rows } = await database.adminPool.query(
      `SELECT action, actor_kind::text, details ->> 'sha256' AS sha256, (details ->> 'events')::int AS events
       FROM audit_log WHERE resource = 'audit-exports' AND pii ->> 'resource_id' = $1
         AND subject = audit_pseudonym_of($2) AND action IN ('create', 'export') ORDER BY tx, seq`,
      [id, person],
    );
    expect(rows).toMatchObject([
      { action: "create", actor_kind: "staff" },
      { action: "export", actor_kind: "job", sha256: done?.["hash"], events: done?.["events"] },
    ]);
    expect(await run(id)).toBe("succeeded");
    expect(await selectExport(id)).toEqual(done);
  });

  test.each([
    ["was disabled", "is_active = false"],
    ["has another role", "role = 'support'"],
  ])("makes no file when who asked %s meanwhile", async (_what, change) => {
    const staff_id = await insertColleague(database.adminPool);
    const id = await requestTrail(database, { staff_id });
    await database.adminPool.query(`UPDATE staff SET ${change} WHERE id = $1`, [staff_id]);
    expect(await run(id)).toBe("succeeded");
    expect(await selectExport(id)).toMatchObject({
      status: "failed",
      error: "who asked for it may no longer read the trail",
      file_name: null,
    });
    expect((await context.store.list()).filter(({ name }) => name.startsWith(id))).toEqual([]);
  });
});
