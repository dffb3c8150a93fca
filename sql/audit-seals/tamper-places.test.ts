import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";
import { untilSettled } from "../testing/seals.ts";
import { inTransaction } from "../database/transaction.ts";
import { selectInstallationId } from "./queries.ts";
import { sealHash, sealMessage } from "./seal.ts";

const RIGHT_LEAF = `UPDATE audit_log AS a
  SET leaf = sha256('\\x00'::bytea || convert_to(audit_canonical(a), 'UTF8'))`;

const dropTimeCheck = (table: string) => `ALTER TABLE ${table} DROP CONSTRAINT audit_log_at_check`;
const bytes = (buffer: Buffer) => `'\\x${buffer.toString("hex")}'`;

/** An event of nobody's, with everything right that can be computed, in a place or of a time that is not. */
describe("an event with a right leaf that was never written is named when it says that it is", () => {
  let trail: SealedTrail;
  let second: string[];
  let forged: string;
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    await trail.write(4);
    await trail.writeOld(3, 1);
    await trail.seal();
    second = await trail.write(3);
    await trail.seal();
    forged = (second[0] ?? "").replace(/.{4}$/, "f00d");
  });
  afterEach(() => trail.end());

  const value = async (text: string): Promise<string> =>
    (await trail.database.adminPool.query<{ value: string }>(text)).rows[0]?.value ?? "";
  const forge = (set: string, id = `'${forged}'`) => `
    CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM audit_log WHERE id = '${second[0]}';
    UPDATE forged SET id = ${id}, seq = seq + 1000000, actor_role = 'fs_support', action = 'export';
    UPDATE forged SET ${set};
    INSERT INTO audit_log SELECT * FROM forged;
    ${RIGHT_LEAF} WHERE seq > 1000000`;
  const said = async () => {
    const { findings } = await trail.verify();
    return findings.map(({ check, event, says }) => `${check} ${event ?? ""}: ${says}`);
  };

  it("of an epoch below the first, or of none", async () => {
    await trail.tamper(forge("epoch = -1"));
    await trail.seal();
    expect(await said()).toEqual([expect.stringMatching(`^event ${forged}.*epoch -1`)]);
    await trail.tamper(
      "ALTER TABLE audit_log ALTER epoch DROP NOT NULL",
      `UPDATE audit_log SET epoch = NULL WHERE id = '${forged}'`,
      `${RIGHT_LEAF} WHERE id = '${forged}'`,
    );
    expect(await said()).toEqual([expect.stringMatching(`^event ${forged}.*epoch NULL`)]);
  });

  it("of no transaction", async () => {
    await trail.tamper("ALTER TABLE audit_log ALTER tx DROP NOT NULL", forge("tx = NULL"));
    expect(await said()).toEqual([expect.stringMatching(`^event ${forged}.*transaction NULL`)]);
  });

  it("of the last place that there is", async () => {
    await trail.tamper(forge("epoch = 2147483647, tx = '18446744073709551615'"));
    expect(await said()).toEqual([expect.stringContaining(forged)]);
  });

  it("of a transaction, or an epoch, that has not begun", async () => {
    await trail.tamper(forge("tx = '1000000000000'"));
    await trail.seal();
    expect(await said()).toEqual([expect.stringMatching(`^event ${forged}.*has not begun`)]);
    await trail.tamper(
      `UPDATE audit_log SET tx = '5', epoch = 2 WHERE id = '${forged}'`,
      `${RIGHT_LEAF} WHERE id = '${forged}'`,
    );
    await trail.seal();
    expect(await said()).toEqual([expect.stringMatching(`^event ${forged}.*has not begun`)]);
  });

  it("kept out of the index, as a superuser can: its month is named", async () => {
    const index = await value(
      `SELECT tableoid::regclass || '_seal_idx' AS value FROM audit_log WHERE id = '${second[0]}'`,
    );
    const ready = (is: boolean) =>
      trail.database.adminPool.query(
        `UPDATE pg_index SET indisready = ${is} WHERE indexrelid = '${index}'::regclass`,
      );
    await ready(false);
    await trail.tamper(forge("epoch = 1"));
    await ready(true);
    const month = index.replace("_seal_idx", "");
    expect(await said()).toEqual([expect.stringMatching(`^partition : ${month} holds`)]);
  });

  it("of last month, in a transaction of today", async () => {
    await trail.tamper(
      forge("tx = pg_current_xact_id(), at = at - interval '1 month'").replace(
        "INSERT INTO",
        "UPDATE forged SET id = uuidv7_at(at); INSERT INTO",
      ),
    );
    const id = await value("SELECT id AS value FROM audit_log WHERE seq > 1000000");
    expect(await said()).toEqual([expect.stringMatching(`^event ${id}.*was dated back`)]);
    await trail.seal();
    expect(await said()).toEqual([expect.stringMatching(`^event ${id}.*was dated back`)]);
    await trail.write(1);
    const [last] = await trail.seal();
    // Also where the hour's run begins behind everything else.
    const late = await trail.verify({ ranges: [{ from: BigInt(last?.n ?? 0) - 1n }] });
    expect(late.findings).toMatchObject([{ event: id }]);
  });

  it("of a time to come", async () => {
    await trail.tamper(
      forge("tx = pg_current_xact_id(), at = at + interval '1 hour'").replace(
        "INSERT INTO",
        "UPDATE forged SET id = uuidv7_at(at); INSERT INTO",
      ),
    );
    await trail.seal();
    const id = await value("SELECT id AS value FROM audit_log WHERE seq > 1000000");
    expect(await said()).toEqual([expect.stringMatching(`^event ${id}.*later than it was sealed`)]);
  });

  it("of another millisecond than its id, of no year that is written in four digits, or of no end", async () => {
    await trail.tamper(forge("tx = pg_current_xact_id(), at = at - interval '1 second'"));
    await trail.seal();
    expect(await said()).toEqual([
      expect.stringMatching(`^event ${forged}.*millisecond of its id`),
    ]);
    const [first = ""] = (
      await trail.database.adminPool.query<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits
         WHERE inhparent = 'audit_log'::regclass ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
    const old = await value(`SELECT id AS value FROM ${first} LIMIT 1`);
    const attach = `ALTER TABLE audit_log ATTACH PARTITION ${first} FOR VALUES FROM (MINVALUE) TO ('2026-11-01 00:00:00+00')`;
    await trail.tamper(
      `DELETE FROM audit_log WHERE id = '${forged}'`,
      `ALTER TABLE audit_log DETACH PARTITION ${first}`,
      dropTimeCheck("audit_log"),
      dropTimeCheck(first),
      attach,
      `UPDATE audit_log SET at = (to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00 BC')::timestamptz
       WHERE id = '${old}'`,
    );
    expect(await said()).toContainEqual(
      expect.stringMatching(`^event ${old}.*millisecond of its id`),
    );
    await trail.tamper(`UPDATE audit_log SET at = '-infinity' WHERE id = '${old}'`);
    expect(await said()).toContainEqual(
      expect.stringMatching(`^event ${old}.*millisecond of its id`),
    );
  });

  it("a redaction that the daemon made: in a place that is none, or by somebody else", async () => {
    const told = (more: string) =>
      forge(`${more}, action = 'redact', resource = 'audit-log', subject = NULL, actor_role = 'fs_worker',
        details = '{"events": ["${second[1]}"]}'`);
    await trail.tamper(
      `UPDATE audit_log SET pii = NULL, pii_salt = NULL WHERE id = '${second[1]}'`,
      told("epoch = -1"),
    );
    expect(await said()).toContainEqual(expect.stringContaining(`redaction ${second[1]}`));
    await trail.tamper(
      `DELETE FROM audit_log WHERE id = '${forged}'`,
      `SELECT record_event('redact', 'audit-log', NULL, NULL, '{"events": ["${second[1]}"]}')`,
    );
    await trail.seal();
    expect(await said()).toEqual([expect.stringContaining(`redaction ${second[1]}`)]);
  });

  it("waiting for its seal while nobody makes one", async () => {
    const [waiting = ""] = await trail.write(2);
    await untilSettled(trail.database.adminPool);
    expect(await said()).toEqual([]);
    // The last seal as it would have been eleven minutes ago; it is named too.
    const last = (await trail.seals()).at(-1);
    if (last === undefined) throw new Error("there is no seal");
    const at = new Date(Date.parse(last.at) - 11 * 60_000).toISOString().replace("Z", "000Z");
    const pool = trail.database.pool("futuresync_daemon");
    const installation = await inTransaction(pool, "fs_worker", {}, selectInstallationId);
    const message = sealMessage(installation, { ...last, at });
    const signature = trail.signer.newest.sign(message);
    await trail.tamper(
      `UPDATE audit_seals SET at = '${at}', signature = ${bytes(signature)},
         hash = ${bytes(sealHash(message, signature))} WHERE n = ${last.n}`,
    );
    expect(await said()).toContainEqual(
      expect.stringMatching(`^event ${waiting}: 2 events could have a seal`),
    );
  });
});
