import { readFile, writeFile } from "node:fs/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { dropChecks, otherValue, selectColumns } from "../testing/edit-column.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import { signerOf } from "../testing/seals.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";
import { selectInstallationId } from "./queries.ts";
import { NO_SEAL, sealHash, sealMessage } from "./seal.ts";
import type { Seal } from "./seal.ts";
import type { SigningKey } from "./signing-keys.ts";
import { inTransaction } from "../database/transaction.ts";
import { verifyTrail } from "./verify.ts";
import type { Verification } from "./verify.ts";

const named = ({ findings }: Verification) =>
  findings.map(({ check, event, seal }) => `${check} ${event ?? seal ?? ""}`).toSorted();

const bytes = (buffer: Buffer) => `'\\x${buffer.toString("hex")}'`;

describe("the owner of the tables, with the triggers switched off,", () => {
  let trail: SealedTrail;
  let seals: Seal[];
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    for (let interval = 0; interval < 5; interval += 1) {
      await trail.write(2);
      await trail.seal();
    }
    seals = await trail.seals();
  });
  afterEach(() => trail.end());

  const tampered = async (...statements: string[]) => {
    await trail.tamper(...statements);
    return named(await trail.verify());
  };

  /** The chain from seal `from` on as `key` would sign it, after `change`. */
  const resigned = async (
    from: number,
    key: SigningKey,
    change: (seal: Seal) => Partial<Seal> = () => ({}),
  ): Promise<string[]> => {
    const pool = trail.database.pool("futuresync_daemon");
    const installation = await inTransaction(pool, "fs_worker", {}, selectInstallationId);
    let before = seals[from - 2]?.hash ?? NO_SEAL;
    return seals.slice(from - 1).map((seal) => {
      const unsigned = { ...seal, ...change(seal), prev_seal_hash: before, key_id: key.id };
      const message = sealMessage(installation, unsigned);
      const signature = key.sign(message);
      before = sealHash(message, signature);
      return `UPDATE audit_seals SET rows = ${unsigned.rows}, root = ${bytes(unsigned.root)},
        detail = '${unsigned.detail}', prev_seal_hash = ${bytes(unsigned.prev_seal_hash)},
        key_id = '${key.id}', signature = ${bytes(signature)}, hash = ${bytes(before)}
        WHERE n = ${seal.n}`;
    });
  };
  const write = (lines: readonly string[]) => writeFile(trail.ledger.file, `${lines.join("\n")}\n`);
  /** The ledger as it would be for the seals that are there now. */
  const rewriteLedger = async () => {
    const lines = (await trail.seals()).map(
      ({ n, at, hash }) => `${JSON.stringify({ n: Number(n), at, hash: hash.toString("hex") })}\n`,
    );
    await writeFile(trail.ledger.file, lines.join(""));
  };

  it("rewrites any column of a seal: it is named, and nothing once it is mended", async () => {
    expect(seals.map(({ n }) => n)).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect((await trail.verify()).found).toBe(0);
    await trail.tamper(
      dropChecks("audit_seals"),
      "CREATE TABLE kept AS SELECT * FROM audit_seals WHERE n = 4",
    );
    const columns = await selectColumns(trail.database.adminPool, "audit_seals");
    expect(columns.length).toBeGreaterThanOrEqual(14);
    for (const column of columns) {
      const { name } = column;
      const names = await tampered(
        `UPDATE audit_seals SET ${name} = ${otherValue(column)} WHERE n = 4`,
      );
      expect({ [name]: names }).toEqual({ [name]: expect.arrayContaining(["chain 4"]) });
      const mended = await tampered(
        "DELETE FROM audit_seals WHERE n IN (4, 1000004)",
        "INSERT INTO audit_seals SELECT * FROM kept",
      );
      expect({ [name]: mended }).toEqual({ [name]: [] });
    }
  });

  it("numbers a seal anew: the one that is missing is named", async () => {
    expect(await tampered("UPDATE audit_seals SET n = 9 WHERE n = 6")).toContain("chain 6");
  });

  it("rewrites a seal and its hash: its signature and the next seal are named", async () => {
    const names = await tampered(
      `UPDATE audit_seals AS s SET rows = rows + 1, hash = sha256(convert_to(
         replace(audit_seal_message(s), '"' || rows || '"', '"' || (rows + 1) || '"'), 'UTF8') || signature)
       WHERE n = 4`,
    );
    expect(names).toEqual(expect.arrayContaining(["chain 5", "ledger 4", "root 4", "signature 4"]));
  });

  it("makes every seal anew and signs with another key: the first seal is named", async () => {
    const stranger = signerOf(9).newest;
    const genesis = JSON.stringify({
      key_id: stranger.id,
      public_key: stranger.publicKey.toString("base64"),
    });
    const { rows } = await trail.database.adminPool.query<{ detail: string }>(
      "SELECT $1::jsonb::text AS detail",
      [genesis],
    );
    const detail = rows[0]?.detail ?? "";
    await trail.tamper(
      ...(await resigned(1, stranger, (seal) => (seal.n === "1" ? { detail } : {}))),
    );
    expect(named(await trail.verify())).toEqual(["key 1", ...seals.map(({ n }) => `ledger ${n}`)]);
    // Consistent in itself, and the ledger rewritten with it: the pinned key is what is left.
    await rewriteLedger();
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([{ check: "key", seal: "1" }]);
    expect(findings[0]?.says).toContain("every seal was made anew");
    expect((await trail.verify({ pinned: [stranger.publicKey] })).found).toBe(0);
  });

  it("hands the forged chain over to the pinned key, which signed none of it: the first seal is named", async () => {
    const stranger = signerOf(9).newest;
    const { newest } = trail.signer;
    const detailOf = async (key: SigningKey) => {
      const { rows } = await trail.database.adminPool.query<{ detail: string }>(
        "SELECT $1::jsonb::text AS detail",
        [JSON.stringify({ key_id: key.id, public_key: key.publicKey.toString("base64") })],
      );
      return rows[0]?.detail ?? "";
    };
    const [own, theirs] = [await detailOf(stranger), await detailOf(newest)];
    await trail.tamper(
      "UPDATE audit_seals SET kind = 'key', tx_from = tx_to, rows = 0, partition = NULL WHERE n = 6",
    );
    seals = await trail.seals();
    await trail.tamper(
      ...(await resigned(1, stranger, ({ n }) => {
        if (n === "1") return { detail: own };
        return n === "6" ? { detail: theirs } : {};
      })),
    );
    await rewriteLedger();
    expect(named(await trail.verify())).toContain("key 1");
  });

  it("signs the seals from the middle on with another key: each is named", async () => {
    const names = await tampered(...(await resigned(4, signerOf(9).newest)));
    expect(names).toEqual(expect.arrayContaining(["signature 4", "signature 5", "signature 6"]));
  });

  it("deletes a seal in the middle: it is named, and its events", async () => {
    const { rows } = await trail.database.adminPool.query<{ id: string }>(
      "SELECT e.id FROM audit_log AS e JOIN audit_seals AS s ON s.n = 4 AND s.tx_from <= e.tx AND e.tx < s.tx_to",
    );
    expect(rows).toHaveLength(2);
    expect(await tampered("DELETE FROM audit_seals WHERE n = 4")).toEqual(
      ["chain 4", "ledger 4", ...rows.map(({ id }) => `event ${id}`)].toSorted(),
    );
  });

  it("deletes the first seals: they are named", async () => {
    const { findings } = await trail.verify();
    expect(findings).toEqual([]);
    const names = await tampered("DELETE FROM audit_seals WHERE n <= 2");
    expect(names).toEqual(expect.arrayContaining(["chain 1", "ledger 1"]));
  });

  it("cuts the tail, seals and events: the ledger names the first of them", async () => {
    const cut = [
      "DELETE FROM audit_log WHERE tx >= (SELECT tx_from FROM audit_seals WHERE n = 5)",
      "DELETE FROM audit_seals WHERE n >= 5",
    ];
    expect(await tampered(...cut)).toEqual(["ledger 5"]);
    const { findings, head } = await trail.verify();
    expect(head?.n).toBe("4");
    expect(findings[0]?.says).toMatch(/seals 5 to 6 .*are in the ledger and not in the database/);
    // With the ledger cut as well: somebody's note is what is left.
    await rewriteLedger();
    expect((await trail.verify()).found).toBe(0);
    const note = { n: "6", hash: seals[5]?.hash.toString("hex") ?? "" };
    expect(named(await trail.verify({ noted: [note] }))).toEqual(["head 6"]);
    expect((await trail.verify({ noted: [{ n: "4", hash: head?.hash ?? "" }] })).found).toBe(0);
  });

  it("deletes all seals: the ledger names the first, and no event has a proof", async () => {
    expect(await tampered("DELETE FROM audit_seals")).toEqual(["ledger 1"]);
  });

  it("restores an old copy, with the ledger ahead: the first lost seal is named", async () => {
    const { database } = trail;
    const name = database.settings("admin").database;
    const maintenance = new pg.Client({ ...database.settings("admin"), database: "postgres" });
    await maintenance.connect();
    await maintenance.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1",
      [name],
    );
    await maintenance.query(`CREATE DATABASE ${name}_old TEMPLATE ${name}`);
    try {
      await trail.write(2);
      await trail.seal();
      await trail.seal();
      expect((await trail.verify()).found).toBe(0);
      const restored = new pg.Client({
        ...database.settings("futuresync_daemon"),
        database: `${name}_old`,
      });
      await restored.connect();
      const pinned = [trail.signer.newest.publicKey];
      const verification = await verifyTrail(restored, trail.ledger, { pinned });
      await restored.end();
      expect(verification.findings).toMatchObject([{ check: "ledger", seal: "7" }]);
      expect(verification.findings[0]?.says).toContain("an old copy was restored");
    } finally {
      await maintenance.query(`DROP DATABASE ${name}_old WITH (FORCE)`);
      await maintenance.end();
    }
  });

  it("rewrites the ledger: the seal is named", async () => {
    const text = await readFile(trail.ledger.file, "utf8");
    const lines = text.trimEnd().split("\n");
    const other = lines.map((line) =>
      line.startsWith('{"n":3,') ? line.replace(/"hash":"..../, '"hash":"0000') : line,
    );
    await write(other);
    expect(named(await trail.verify())).toEqual(["ledger 3"]);
    await write(lines.filter((line) => !line.startsWith('{"n":3,')));
    expect(named(await trail.verify())).toEqual(["ledger 3"]);
    await write(lines.toReversed());
    expect(named(await trail.verify())).toContain("ledger 1");
    await write(lines.map((line) => line.replace('{"n":3,', '{"n":"3",')));
    expect(named(await trail.verify())).toContain("ledger 3");
    // Lines that the sealer did not write yet are no fault for ten minutes.
    await write(lines.slice(0, 4));
    expect(await trail.verify()).toMatchObject({ found: 0, heads: 4 });
    // A repeated head at the end does not hide what was cut off before it.
    await trail.tamper("DELETE FROM audit_seals WHERE n = 6");
    await write([...lines, lines[4] ?? ""]);
    expect(named(await trail.verify())).toContain("ledger 6");
  });

  it("adds to the ledger what was never sealed: the seal is named", async () => {
    const text = await readFile(trail.ledger.file, "utf8");
    const lines = text.trimEnd().split("\n");
    await write([...lines, lines[0]?.replace('"n":1,', '"n":7,') ?? ""]);
    expect(named(await trail.verify())).toEqual(["ledger 7"]);
    await writeFile(trail.ledger.file, text);
    expect((await trail.verify()).found).toBe(0);
  });
});
