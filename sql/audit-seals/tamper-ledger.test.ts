import { appendFile, readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";
import { anchorSeals } from "./anchor.ts";
import { openLedgerToRead, openSealLedger } from "./ledger.ts";
import { EMPTY_ROOT } from "./merkle.ts";
import { selectDetailText, selectInstallationId } from "./queries.ts";
import { NO_SEAL, sealHash, sealMessage } from "./seal.ts";
import type { Seal } from "./seal.ts";

const FRESH = "01a20546-0000-7000-8000-0000000000aa";
const NOBODY = "01a20546-0000-7000-8000-00000000f00d";
const hex = (bytes: Buffer) => `'\\x${bytes.toString("hex")}'`;

describe("the owner of the tables, who has the daemon sign for them,", () => {
  let trail: SealedTrail;
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    for (let interval = 0; interval < 3; interval += 1) {
      await trail.write(2);
      await trail.seal();
    }
  });
  afterEach(() => trail.end());

  const env = () => ({ DATA_DIR: trail.folder, LEDGER_DIR: trail.folder });
  const renamed = [
    "ALTER TABLE installation DISABLE TRIGGER USER",
    `UPDATE installation SET id = '${FRESH}'`,
    "ALTER TABLE installation ENABLE ALWAYS TRIGGER append_only",
  ];
  const inDaemon = <T>(work: Parameters<typeof inTransaction<T>>[3]) =>
    inTransaction(trail.database.pool("futuresync_daemon"), "fs_worker", {}, work);

  it("changes the installation's id and empties audit_seals: no new ledger begins beside the old one", async () => {
    const was = await inDaemon(selectInstallationId);
    await trail.tamper(...renamed, "DELETE FROM audit_seals");
    const id = await inDaemon(selectInstallationId);
    const says = `holds the ledger of installation ${was} and none of ${id}`;
    await expect(openSealLedger(env(), id)).rejects.toThrow(says);
    await expect(openLedgerToRead(env(), id)).rejects.toThrow(says);
    // Whoever pins the installation reads its ledger, and is told.
    expect((await trail.verify({ installation: was })).findings).toContainEqual(
      expect.objectContaining({ check: "installation" }),
    );
  });

  it("signs the chain anew as of this minute, beside a ledger without a head: it is named", async () => {
    const key = trail.signer.newest;
    const { rows } = await trail.database.adminPool.query<{ now: string }>(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`,
    );
    const at = rows[0]?.now ?? "";
    let before: Buffer = NO_SEAL;
    const anew = (await trail.seals()).map((seal) => {
      const unsigned = { ...seal, prev_seal_hash: before, at };
      const message = sealMessage(FRESH, unsigned);
      const signature = key.sign(message);
      const prev = hex(before);
      before = sealHash(message, signature);
      return `UPDATE audit_seals SET at = '${at}', prev_seal_hash = ${prev},
        signature = ${hex(signature)}, hash = ${hex(before)} WHERE n = ${seal.n}`;
    });
    await trail.tamper(...renamed, ...anew);
    await writeFile(trail.ledger.file, "");
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([{ check: "ledger", seal: "1" }]);
    expect(findings[0]?.says).toContain("the ledger has no head at all");
    await writeFile(trail.ledger.file, "no head\n");
    expect((await trail.verify()).findings).toMatchObject([{ check: "ledger", seal: "1" }]);
  });

  it("appends an old head once more, and cuts the tail: the sealer does not go on from there", async () => {
    const seals = await trail.seals();
    const lines = (await readFile(trail.ledger.file, "utf8")).split("\n");
    await trail.tamper(`DELETE FROM audit_seals WHERE n > 2`);
    await appendFile(trail.ledger.file, `${lines[1] ?? ""}\n`);
    const client = await trail.database.pool("futuresync_daemon").connect();
    await expect(anchorSeals(client, trail.ledger)).rejects.toThrow(
      `is ahead of the database: ${seals.at(-1)?.n} against 2 seals`,
    );
    client.release();
  });

  /** With the key: what a restore would look like, and its place when that is another. */
  const resumeFalsely = async (change: Partial<Seal> = {}) => {
    const seals = await trail.seals();
    const key = trail.signer.newest;
    const [last, head] = [seals.at(-3), seals.at(-1)];
    if (last === undefined || head === undefined) throw new Error("too few seals");
    const detail = await inDaemon((tx) =>
      selectDetailText(tx, {
        event: NOBODY,
        database_n: Number(last.n),
        database_hash: last.hash.toString("hex"),
        ledger_n: Number(head.n),
        ledger_hash: head.hash.toString("hex"),
      }),
    );
    const seal = {
      ...last,
      n: String(Number(head.n) + 1),
      kind: "resumed" as const,
      tx_from: last.tx_to,
      partition: null,
      rows: "0",
      root: EMPTY_ROOT,
      detail,
      prev_seal_hash: head.hash,
      key_id: key.id,
      ...change,
    };
    const message = sealMessage(await inDaemon(selectInstallationId), seal);
    const signature = key.sign(message);
    await trail.tamper(
      `DELETE FROM audit_log WHERE tx >= '${last.tx_to}'::xid8`,
      `DELETE FROM audit_seals WHERE n > ${last.n}`,
      `INSERT INTO audit_seals VALUES (${seal.n}, 'resumed', '${seal.at}', ${seal.epoch}, '${seal.tx_from}',
        '${seal.tx_to}', NULL, 0, ${hex(seal.root)}, '${detail}', ${hex(head.hash)}, '${key.id}',
        ${hex(signature)}, ${hex(sealHash(message, signature))})`,
    );
    return seal.n;
  };

  it("cuts the tail and adds a resumed seal of their own, with the key: it excuses nothing", async () => {
    const n = await resumeFalsely();
    await trail.seal();
    for (const resumed of [[], "by-event"] as const) {
      const { findings } = await trail.verify({ resumed });
      expect(findings).toMatchObject([{ check: "resumed", seal: n }]);
    }
    expect((await trail.verify({ resumed: [n] })).findings).toEqual([]);
  });

  it("has it go on at another place, past what they deleted: it is named", async () => {
    const { tx_to } = (await trail.seals()).at(-1) ?? { tx_to: "" };
    const n = await resumeFalsely({ tx_from: tx_to, tx_to });
    expect((await trail.verify({ resumed: [n] })).findings).toContainEqual(
      expect.objectContaining({ check: "chain", seal: n }),
    );
  });
});
