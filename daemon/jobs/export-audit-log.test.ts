import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../../sql/database/transaction.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { page } from "../../sql/testing/proof-page.ts";
import { readZip } from "../../sql/testing/read-zip.ts";
import { sealNow, untilSettled } from "../../sql/testing/seals.ts";
import { checkExport } from "../testing/check-export.ts";
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
  const exported = async (asked: Parameters<typeof requestTrail>[1]) => {
    const id = await requestTrail(database, asked);
    expect(await run(id)).toBe("succeeded");
    return filesOf(id);
  };
  const pinned = () => context.signer.newest.publicKey;
  /** Also where it cannot be read at all. */
  const faultsOf = (given: ReadonlyMap<string, Buffer>): string[] => {
    try {
      return checkExport(given, pinned()).faults;
    } catch (error) {
      return [String(error)];
    }
  };
  /** What the daemon does every half minute. */
  const seal = async () => {
    await untilSettled(database.adminPool);
    await sealNow(database.pool("futuresync_daemon"), context.signer);
  };
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

  describe("is checked by whoever has the key, with nothing of ours", () => {
    let files: ReadonlyMap<string, Buffer>;
    let all: string[];
    beforeAll(async () => {
      await seal();
      all = await idsOf("true");
      await database.adminPool.query("UPDATE users SET name = 'Late' WHERE id = $1", [person]);
      files = await exported({});
    });

    test("each event of the file has its proof, and those that are not sealed yet are said to have none", () => {
      const { faults, proven, ids } = checkExport(files, pinned());
      expect(faults).toEqual([]);
      expect(proven).toEqual(all);
      expect(ids.slice(0, all.length)).toEqual(all);
      const late = ids.length - all.length;
      expect(late).toBeGreaterThan(0);
      const manifest = JSON.parse(String(files.get("manifest.json"))) as object;
      expect(manifest).toMatchObject({
        format: "futuresync-audit-export-1",
        asked_by: { role: "auditor" },
        filter: {},
        event_format: "ndjson",
        events: { count: ids.length },
        proofs: { proven: all.length, unsealed: late, broken: 0, broken_events: [] },
        signed_by: { public_key: pinned().toString("base64") },
      });
      // What stands in the column of the events is what has a proof.
      const numbered = String(files.get("events.ndjson"))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Event)
        .filter((event) => event.seal !== null);
      expect(numbered.map(({ id }) => id)).toEqual(all);
    });

    test("the page in it says so too, and names the installation and the page's own SHA-256", async () => {
      const given = Array.from(
        files,
        ([name, content]) => new File([new Uint8Array(content)], name),
      );
      const found = await page.checkExport(given, await page.pinKey(pinned().toString("base64")));
      expect(found).toMatchObject({ verdict: "verified", faults: [], missing: [] });
      expect(found.counts).toMatchObject({ verified: all.length, refused: 0 });
      expect(found.counts.unsealed).toBeGreaterThan(0);
      const sha256 = hash("sha256", readFileSync("sql/audit-seals/check-proof.html"));
      expect(found.facts["SHA-256 of check-proof.html"]).toBe(sha256);
      expect(String(files.get("README.txt"))).toContain(sha256);
    });

    test("a byte of any file that is another is found", () => {
      const unnoticed: string[] = [];
      for (const [name, content] of files) {
        for (const part of [0.1, 0.5, 0.9]) {
          const changed = Buffer.from(content);
          const place = Math.floor(content.length * part);
          // Mostly a digit for a digit and a letter for a letter: it stays JSON where it was.
          changed[place] = (changed[place] ?? 0) ^ 1;
          const faults = faultsOf(new Map([...files, [name, changed]]));
          if (faults.length === 0) unnoticed.push(`${name} at ${place}`);
        }
      }
      expect(unnoticed).toEqual([]);
    });

    test("a file that is missing or added is found, and another signer too", async () => {
      for (const name of files.keys()) {
        const fewer = new Map(files);
        fewer.delete(name);
        expect(faultsOf(fewer)).not.toEqual([]);
      }
      const more = new Map([...files, ["more.txt", Buffer.from("x")]]);
      expect(checkExport(more, pinned()).faults).not.toEqual([]);
      const stranger = await createContext(database);
      const { faults } = checkExport(files, stranger.signer.newest.publicKey);
      await stranger.end();
      expect(faults).toContain("manifest.json is not signed");
    });

    test("as CSV, and of one person: the proofs are of those events", async () => {
      const csv = await exported({ format: "csv", filter: { subject_id: person } });
      const { faults, proven, ids } = checkExport(csv, pinned());
      expect(faults).toEqual([]);
      expect(ids.length).toBeGreaterThan(2);
      expect(ids.slice(0, proven.length)).toEqual(proven);
    });

    test("what is not what was sealed has no proof: the manifest names it and what is wrong", async () => {
      const rename = async () => {
        const { rows } = await database.adminPool.query<{ id: string }>(
          `WITH renamed AS (UPDATE users SET name = name || '!' WHERE id = $1 RETURNING id)
           SELECT id FROM renamed`,
          [person],
        );
        expect(rows).toHaveLength(1);
        return (await idsOf("action = 'update' AND resource = 'users'")).at(-1) ?? "";
      };
      await seal();
      const [edited, masked] = [await rename(), await rename()];
      await seal();
      const [beside, removed] = [await rename(), await rename()];
      await seal();
      // A transaction that wrote no event, in an interval of its own.
      const { rows: passed } = await database.adminPool.query<{ tx: string }>(
        "SELECT pg_current_xact_id()::text AS tx",
      );
      await seal();
      const slippedIn = await rename();
      // As the owner, who can take the triggers away.
      await database.adminPool.query("ALTER TABLE audit_log DISABLE TRIGGER append_only");
      for (const [text, id] of [
        ["UPDATE audit_log SET actor_role = 'fs_admin' WHERE id = $1", edited],
        ['UPDATE audit_log SET pii = pii || \'{"reason": "x"}\' WHERE id = $1', masked],
        ["DELETE FROM audit_log WHERE id = $1", removed],
      ]) {
        await database.adminPool.query(String(text), [id]);
      }
      await database.adminPool.query(
        `UPDATE audit_log SET tx = $2::xid8, leaf = sha256('\\x00'::bytea || convert_to(replace(
           audit_canonical(audit_log), '"' || tx::text || '"', '"' || $2 || '"'), 'UTF8'))
         WHERE id = $1`,
        [slippedIn, passed[0]?.tx],
      );
      await database.adminPool.query("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER append_only");
      const id = await requestTrail(database, {});
      expect(await run(id)).toBe("succeeded");
      // The list of exports tells it without the file.
      expect(await selectExport(id)).toMatchObject({ broken: 4 });
      const found = await filesOf(id);
      const { faults, proven } = checkExport(found, pinned());
      expect(faults).toEqual([]);
      const { proofs } = JSON.parse(String(found.get("manifest.json"))) as {
        proofs: { broken: number; broken_events: { id: string; fault: string }[] };
      };
      expect(proofs.broken_events.toSorted((x, y) => x.id.localeCompare(y.id))).toEqual(
        [
          { id: edited, fault: "event" },
          { id: masked, fault: "values" },
          { id: beside, fault: "seal" },
          { id: slippedIn, fault: "order" },
        ].toSorted((x, y) => x.id.localeCompare(y.id)),
      );
      expect(proofs.broken).toBe(4);
      for (const { id } of proofs.broken_events) expect(proven).not.toContain(id);
      expect(proven).toEqual(expect.arrayContaining(all.slice(0, 100)));
      expect(String(found.get("README.txt"))).toContain("Broken:               4:");
      expect(context.logged()).toContain("exported events are not what was sealed");
    });
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
