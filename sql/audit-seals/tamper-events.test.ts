import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSealLedger } from "./ledger.ts";
import { verifyTrail } from "./verify.ts";
import type { Verification } from "./verify.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { dropChecks, otherValue, selectColumns } from "../testing/edit-column.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";

/** As somebody makes it right who knows the format: the leaf of what the event says now. */
const RIGHT_LEAF = `UPDATE audit_log AS a
  SET leaf = sha256('\\x00'::bytea || convert_to(audit_canonical(a), 'UTF8'))`;

/** Each once: an event may be wrong in two ways. */
const named = ({ findings }: Verification) =>
  [
    ...new Set(findings.map(({ check, event, seal }) => `${check} ${event ?? seal ?? ""}`)),
  ].toSorted();

describe("the owner of the tables, with the triggers switched off,", () => {
  let trail: SealedTrail;
  /** Sealed events in two partitions, three intervals of this month's. */
  let old: string[];
  let first: string[];
  let second: string[];
  let month: string;
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    first = await trail.write(4);
    old = await trail.writeOld(3, 1);
    await trail.seal();
    second = await trail.write(3);
    await trail.seal();
    await trail.write(2);
    await trail.seal();
    month = await partitionOf(first[0]);
  });
  afterEach(() => trail.end());

  const value = async (text: string, values: unknown[] = []): Promise<string> => {
    const { rows } = await trail.database.adminPool.query<{ value: string }>(text, values);
    return rows[0]?.value ?? "";
  };
  const partitionOf = (event: string | undefined) =>
    value("SELECT tableoid::regclass::text AS value FROM audit_log WHERE id = $1", [event]);
  const sealOf = (event: string | undefined) =>
    value(
      `SELECT s.n::text AS value FROM audit_log AS e JOIN audit_seals AS s
         ON s.epoch = e.epoch AND s.tx_from <= e.tx AND e.tx < s.tx_to
         AND s.partition = e.tableoid::regclass::text WHERE e.id = $1`,
      [event],
    );
  /** Another id of the same millisecond. */
  const copyId = (event = "") =>
    value("SELECT overlay($1 PLACING 'f00d' FROM 33) AS value", [event]);
  const tampered = async (...statements: string[]) => {
    await trail.tamper(...statements);
    return named(await trail.verify());
  };

  it("edits any column of an event: the event is named, and nothing but it once it is mended", async () => {
    expect((await trail.verify()).found).toBe(0);
    const [event = ""] = second;
    await trail.tamper(
      dropChecks("audit_log"),
      `CREATE TABLE kept AS SELECT * FROM audit_log WHERE id = '${event}'`,
    );
    const columns = await selectColumns(trail.database.adminPool, "audit_log");
    expect(columns.length).toBeGreaterThanOrEqual(21);
    for (const column of columns) {
      const { name } = column;
      await trail.tamper(
        `UPDATE audit_log SET ${name} = ${otherValue(column)} WHERE id = '${event}'`,
      );
      const id = name === "id" ? await value(SELECT_EDITED_ID) : event;
      const { findings } = await trail.verify();
      const found = findings.find((finding) => finding.event === id);
      expect({ [name]: found?.says }).toEqual({ [name]: expect.stringContaining(id) });
      await trail.tamper(
        `UPDATE audit_log AS a SET ${name} = k.${name} FROM kept AS k WHERE a.id = '${id}'`,
      );
      expect({ [name]: named(await trail.verify()) }).toEqual({ [name]: [] });
    }
  });

  it("edits an event and makes its leaf right: the seal is named", async () => {
    const [event] = second;
    expect(
      await tampered(
        `UPDATE audit_log SET action = 'export' WHERE id = '${event}'`,
        `${RIGHT_LEAF} WHERE id = '${event}'`,
      ),
    ).toEqual([`root ${await sealOf(event)}`]);
  });

  it("deletes an event: its seal is named", async () => {
    const seal = await sealOf(second[1]);
    expect(await tampered(`DELETE FROM audit_log WHERE id = '${second[1]}'`)).toEqual([
      `root ${seal}`,
    ]);
  });

  it("inserts one into the past: the event is named, and with a right leaf its seal", async () => {
    const forged = await copyId(second[0]);
    const insert = `CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM audit_log WHERE id = '${second[0]}';
      UPDATE forged SET id = '${forged}', seq = seq + 1000000;
      INSERT INTO audit_log SELECT * FROM forged`;
    const seal = await sealOf(second[0]);
    expect(await tampered(insert)).toEqual([`event ${forged}`, `root ${seal}`]);
    expect(await tampered(`${RIGHT_LEAF} WHERE id = '${forged}'`)).toEqual([`root ${seal}`]);
  });

  it("inserts one where no seal counts any: the event is named", async () => {
    const forged = await copyId(old[0]);
    // Of last month, in an interval that has seals of this month only.
    expect(
      await tampered(
        `CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM audit_log WHERE id = '${old[0]}';
         UPDATE forged SET id = '${forged}', tx = (SELECT tx FROM audit_log WHERE id = '${second[0]}');
         INSERT INTO audit_log SELECT * FROM forged`,
        `${RIGHT_LEAF} WHERE id = '${forged}'`,
      ),
    ).toEqual([`event ${forged}`]);
    // Before the first transaction of all, in an epoch that never was.
    expect(
      await tampered(
        `UPDATE audit_log SET epoch = 0 WHERE id = '${forged}'`,
        `${RIGHT_LEAF} WHERE id = '${forged}'`,
      ),
    ).toEqual([`event ${forged}`]);
  });

  it("swaps two events: both are named, and with right leaves their seals", async () => {
    const [one, other] = [first[0], second[0]];
    const seals = [await sealOf(one), await sealOf(other)];
    const swap = `UPDATE audit_log AS a SET tx = b.tx, seq = b.seq FROM audit_log AS b
      WHERE (a.id, b.id) IN (('${one}', '${other}'), ('${other}', '${one}'))`;
    const bySwap = await tampered(swap);
    expect(bySwap).toContain(`event ${one}`);
    expect(bySwap).toContain(`event ${other}`);
    expect(await tampered(`${RIGHT_LEAF} WHERE id IN ('${one}', '${other}')`)).toEqual(
      seals.map((seal) => `root ${seal}`).toSorted(),
    );
  });

  it("swaps two events of one seal: it is named", async () => {
    const [one, other] = second;
    const seal = await sealOf(one);
    const places = `UPDATE audit_log AS a SET tx = b.tx, seq = b.seq FROM audit_log AS b
      WHERE (a.id, b.id) IN (('${one}', '${other}'), ('${other}', '${one}'))`;
    expect(await tampered(places, `${RIGHT_LEAF} WHERE id IN ('${one}', '${other}')`)).toEqual([
      `root ${seal}`,
    ]);
  });

  it("truncates a partition: its seals are named, in one sentence", async () => {
    const seal = await sealOf(old[0]);
    const partition = await partitionOf(old[0]);
    await trail.tamper(`TRUNCATE ${partition}`);
    const { findings } = await trail.verify();
    expect(findings).toEqual([
      {
        check: "root",
        seal,
        partition,
        says: `seal ${seal} stands for 3 events of ${partition}, and none of them is there`,
      },
    ]);
    await trail.tamper(`TRUNCATE ${month}`);
    const both = await trail.verify();
    expect(both.found).toBe(2);
    expect(both.findings.map(({ says }) => says).join()).toMatch(
      new RegExp(`seals \\d+ to \\d+ stand for \\d+ events of ${month}, and none of them is there`),
    );
  });

  it("detaches a partition, edits it and attaches it again: event or seal is named", async () => {
    const [event] = second;
    const seal = await sealOf(event);
    const bounds = await value(
      "SELECT pg_get_expr(relpartbound, oid) AS value FROM pg_class WHERE relname = $1",
      [month],
    );
    const again = (edit: string) => [
      `ALTER TABLE audit_log DETACH PARTITION ${month}`,
      edit,
      `ALTER TABLE audit_log ATTACH PARTITION ${month} ${bounds}`,
    ];
    expect(
      await tampered(...again(`UPDATE ${month} SET actor_role = 'x' WHERE id = '${event}'`)),
    ).toEqual([`event ${event}`]);
    expect(await tampered(...again(`DELETE FROM ${month} WHERE id = '${event}'`))).toEqual([
      `root ${seal}`,
    ]);
  });

  it("detaches a partition for good, or renames it: the partition and its seals are named", async () => {
    const partition = await partitionOf(old[0]);
    const seal = await sealOf(old[0]);
    await trail.tamper(`ALTER TABLE ${partition} RENAME TO elsewhere`);
    expect(named(await trail.verify())).toEqual(
      [...old.map((event) => `event ${event}`), `partition ${seal}`, "reader "].toSorted(),
    );
    await trail.tamper("ALTER TABLE audit_log DETACH PARTITION elsewhere");
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([{ check: "partition", seal, partition }]);
    expect(findings[0]?.says).toContain(`partition ${partition} is not there`);
  });

  it("moves an event into another partition: event and seal are named", async () => {
    const [event] = second;
    const seal = await sealOf(event);
    const names = [`event ${event}`, `root ${seal}`];
    const move = `UPDATE audit_log SET at = at - interval '1 month' WHERE id = '${event}'`;
    expect(new Set(await tampered(move))).toEqual(new Set(names));
    expect(await tampered(`${RIGHT_LEAF} WHERE id = '${event}'`)).toEqual(names);
  });

  it("empties personal values, or puts others there: the event is named", async () => {
    const [event] = second;
    expect(
      await tampered(`UPDATE audit_log SET pii = NULL, pii_salt = NULL WHERE id = '${event}'`),
    ).toEqual([`redaction ${event}`]);
    // A redaction of others does not cover it.
    await trail.tamper(
      `SELECT record_event('redact', 'audit-log', NULL, NULL, '{"events": ["${first[0]}"]}')`,
    );
    expect(named(await trail.verify())).toEqual([`redaction ${event}`]);
    expect(
      await tampered(
        `UPDATE audit_log SET pii = '{}', pii_salt = sha256('') WHERE id = '${event}'`,
      ),
    ).toEqual([`event ${event}`]);
  });

  it("replaces the database's own hashes: they are not asked", async () => {
    const [event] = second;
    await trail.tamper(
      `UPDATE audit_log SET action = 'export' WHERE id = '${event}'`,
      // Whatever is asked says what suits.
      `CREATE OR REPLACE FUNCTION audit_canonical(event audit_log) RETURNS text LANGUAGE sql STABLE
         AS $$ SELECT replace(to_json(event)::text, 'export', 'show') $$`,
      `CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
         AS $$ SELECT '\\x00'::bytea $$`,
      `CREATE FUNCTION public.to_char(timestamp, text) RETURNS text LANGUAGE sql IMMUTABLE
         AS $$ SELECT '2026-01-01T00:00:00.000000Z' $$`,
      `CREATE FUNCTION public.encode(bytea, text) RETURNS text LANGUAGE sql IMMUTABLE
         AS $$ SELECT '' $$`,
    );
    // A copy for tests is not the owner's, as a database of ours is.
    await trail.database.adminPool.query(
      `DO $$ BEGIN
         EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database());
       END $$`,
    );
    // Connections of their own, which begin with that setting.
    const pool = trail.database.pool("futuresync_daemon");
    const installation = await inTransaction(pool, "fs_worker", {}, async (tx) =>
      tx.rows<{ id: string }>("SELECT id FROM installation"),
    );
    const ledger = await openSealLedger(
      { DATA_DIR: trail.folder, LEDGER_DIR: trail.folder },
      installation[0]?.id ?? "",
    );
    const client = await pool.connect();
    // Our pools say their own (pool.test.ts); an auditor's client may not.
    await client.query("SET search_path = public, pg_catalog");
    const pinned = [trail.signer.newest.publicKey];
    const verification = await verifyTrail(client, ledger, { pinned });
    client.release();
    // What was replaced is named, too.
    expect(named(verification)).toEqual([`event ${event}`, "guard "]);
  });

  it("hides events from the verifier that others see: the narrowed table is named", async () => {
    await trail.tamper("ALTER POLICY worker_reads ON audit_log USING (action <> 'forged')");
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([{ check: "reader" }]);
    expect(findings[0]?.says).toContain("audit_log");
  });

  it("erases by the one function for it: nothing is found", async () => {
    const person = await value(
      "SELECT real_id AS value FROM audit_pseudonyms AS p JOIN audit_log AS a ON a.subject = p.pseudonym WHERE a.id = $1",
      [second[0]],
    );
    const pool = trail.database.pool("futuresync_daemon");
    const redact = () =>
      inTransaction(pool, "fs_worker", {}, (tx) =>
        tx.rows<{ events: number }>("SELECT redact_audit_events($1) AS events", [person]),
      );
    expect(await redact()).toEqual([{ events: 1 }]);
    expect(await trail.verify()).toMatchObject({
      findings: [],
      events: { erased: 1, unsealed: 1 },
    });
    await trail.seal();
    expect(await trail.verify()).toMatchObject({ findings: [], events: { unsealed: 0 } });
  });
});

const SELECT_EDITED_ID = `SELECT a.id AS value FROM audit_log AS a JOIN kept AS k ON k.seq = a.seq`;
