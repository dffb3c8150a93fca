import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import type { TestDatabase } from "../testing/database.ts";
import { runCommandFile } from "../testing/run-command.ts";
import { sealNow, signerOf, signingKey } from "../testing/seals.ts";
import { createSigner } from "./signing-keys.ts";
import { anchorSeals } from "./anchor.ts";
import { openSealLedger } from "./ledger.ts";
import type { Head, SealLedger } from "./ledger.ts";
import { beginChain } from "./seal-events.ts";
import {
  selectHeadsFrom,
  selectInstallationId,
  selectLastSeal,
  selectSealsFrom,
} from "./queries.ts";
import { verifyTrail } from "./verify.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-resume-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

describe("a ledger and its database", { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let daemon: pg.Pool;
  let folder: string;
  let ledger: SealLedger;
  beforeEach(async () => {
    database = await createTestDatabase();
    daemon = database.pool("futuresync_daemon");
    folders += 1;
    folder = join(root, String(folders));
    const id = await inTransaction(daemon, "fs_worker", {}, selectInstallationId);
    ledger = await openSealLedger({ DATA_DIR: folder }, id);
    return () => database.drop();
  });

  const anchor = async (): Promise<number> => {
    const client = await daemon.connect();
    return anchorSeals(client, ledger).finally(() => client.release());
  };
  const sealSome = async (times: number): Promise<void> => {
    const client = await daemon.connect();
    try {
      if (await beginChain(client, signerOf(1))) await anchorSeals(client, ledger);
    } finally {
      client.release();
    }
    for (let time = 0; time < times; time += 1) await sealNow(daemon, signerOf(1));
  };
  const heads = (): Promise<Head[]> =>
    inTransaction(daemon, "fs_worker", {}, (tx) => selectHeadsFrom(tx, "1", 1_000));
  const anchored = async (): Promise<Head[]> => {
    const found = [];
    for await (const head of ledger.read()) found.push(head);
    return found;
  };
  /** As the owner who can do anything: what a restore of an older copy looks like. */
  const cutBehind = (n: number) =>
    database.adminPool.query(
      `ALTER TABLE audit_seals DISABLE TRIGGER append_only;
       DELETE FROM audit_seals WHERE n > ${n};
       ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER append_only`,
    );
  const resume = (reason: string, variables: Record<string, string> = {}) =>
    runCommandFile(
      "sql/audit-seals/commands/resume.ts",
      {
        ...database.environment("futuresync_daemon"),
        DATA_DIR: folder,
        SIGNING_KEY: signingKey(1),
        ...variables,
      },
      [reason],
    );

  it("are brought together by every run: what a kill has left out is appended, nothing twice", async () => {
    await sealSome(2);
    expect(await anchor()).toBe(2);
    expect(await anchor()).toBe(0);
    await sealSome(3);
    expect(await anchor()).toBe(3);
    expect(await anchored()).toEqual(await heads());
    // A line that was torn in the middle of the last append.
    await sealSome(1);
    const whole = await heads();
    await anchor();
    truncateSync(
      ledger.file,
      `${JSON.stringify({ n: 1, at: whole[0]?.at, hash: whole[0]?.hash })}\n`.length + 40,
    );
    expect(await ledger.head()).toEqual(whole[0]);
    expect(await anchor()).toBe(whole.length - 1);
    expect(await anchored()).toEqual(whole);
  });

  it("do not agree after a restore of an older copy: a person resumes, and the chain goes on behind the ledger", async () => {
    await sealSome(8);
    await anchor();
    const before = await anchored();
    await cutBehind(5);
    const [fifth] = await inTransaction(daemon, "fs_worker", {}, (tx) =>
      selectSealsFrom(tx, "5", 1),
    );
    const ahead = `the ledger ${ledger.file} is ahead of the database: 9 against 5 seals. Was an older copy restored?`;
    await expect(anchor()).rejects.toThrow(ahead);

    expect(await resume("short")).toMatchObject({
      status: 1,
      faults: [expect.stringContaining("say why it is right to go on")],
    });
    const resumed = await resume("restored the backup of Ann of 03:00");
    expect(resumed).toMatchObject({ status: 0, faults: [] });
    expect(resumed.stdout).toMatch(/^sealing goes on with seal 10: /);
    const last = await inTransaction(daemon, "fs_worker", {}, selectLastSeal);
    expect(last).toMatchObject({ n: "10", kind: "resumed", tx_from: fifth?.tx_to, rows: "0" });
    expect(last?.prev_seal_hash.toString("hex")).toBe(before.at(-1)?.hash);
    const detail = JSON.parse(last?.detail ?? "") as Record<string, unknown>;
    expect(detail).toEqual({
      event: expect.any(String),
      database_n: 5,
      database_hash: fifth?.hash.toString("hex"),
      ledger_n: 9,
      ledger_hash: before.at(-1)?.hash,
    });
    // Why is in the trail, where a person's name can be erased.
    const { rows } = await database.adminPool.query<object>(
      "SELECT action, resource, actor_kind, details, pii FROM audit_log WHERE id = $1",
      [detail["event"]],
    );
    expect(rows).toEqual([
      {
        action: "resume",
        resource: "audit-log",
        actor_kind: "database",
        details: { database_n: 5, ledger_n: 9 },
        pii: { reason: "restored the backup of Ann of 03:00" },
      },
    ]);
    expect(await anchored()).toEqual([...before, ...(await heads()).slice(-1)]);
    await sealSome(2);
    expect(await anchor()).toBe(2);
    expect((await anchored()).map(({ n }) => n)).toEqual(
      Array.from({ length: 12 }, (_, index) => String(index + 1)),
    );
    // Once is enough.
    expect(await resume("restored the backup of 03:00")).toMatchObject({
      status: 1,
      faults: ["the ledger and the database agree: there is nothing to resume"],
    });
  });

  it("go on also when the one who resumed was killed before the ledger had it", async () => {
    await sealSome(8);
    await anchor();
    const before = ledger.file.replace("ndjson", "before");
    copyFileSync(ledger.file, before);
    await cutBehind(5);
    await resume("restored the backup of 03:00");
    copyFileSync(before, ledger.file);
    await sealSome(1);
    expect(await anchor()).toBe(2);
    expect((await anchored()).map(({ n }) => n).slice(-3)).toEqual(["9", "10", "11"]);
  });

  it("do not agree when another history was sealed: what differs is not appended", async () => {
    await sealSome(4);
    await anchor();
    const original = await anchored();
    await cutBehind(2);
    // Somebody sealed without the ledger, further than it is.
    await sealSome(6);
    await expect(anchor()).rejects.toThrow(
      `seal 5 is not the one that the ledger ${ledger.file} has: nothing is sealed until`,
    );
    expect(await resume("the copy was used beside it")).toMatchObject({ status: 0 });
    const last = await inTransaction(daemon, "fs_worker", {}, selectLastSeal);
    expect(last).toMatchObject({ n: "9", kind: "resumed" });
    expect(JSON.parse(last?.detail ?? "")).toMatchObject({ database_n: 8, ledger_n: 5 });
    expect(await anchored()).toEqual([...original, ...(await heads()).slice(-1)]);
    await sealSome(1);
    expect(await anchor()).toBe(1);
  });

  it("do not agree when the ledger was emptied, however young the chain says it is", async () => {
    await sealSome(2);
    await anchor();
    truncateSync(ledger.file, 0);
    await expect(anchor()).rejects.toThrow(
      `the ledger ${ledger.file} is empty, and the database has 3 seals: nothing is sealed until`,
    );
    expect(await resume("moved to another mount")).toMatchObject({ status: 0 });
    expect(await anchored()).toEqual(await heads());
    expect((await anchored()).length).toBe(4);
  });

  it("do not agree when garbage was appended: it is put aside as evidence, and all heads are written again", async () => {
    await sealSome(2);
    await anchor();
    appendFileSync(ledger.file, `${"x".repeat(200_000)}\n`);
    await expect(anchor()).rejects.toThrow(`${ledger.file} does not end in a head`);
    expect(await resume("garbage in the ledger")).toMatchObject({ status: 1 });
    renameSync(ledger.file, `${ledger.file}.garbage`);
    expect(await resume("garbage in the ledger, put aside")).toMatchObject({
      status: 0,
      faults: [],
    });
    expect(await anchored()).toEqual(await heads());
    await sealSome(1);
    expect(await anchor()).toBe(1);
    expect(await anchored()).toHaveLength(5);
  });

  it("go on after a restore to before a hand-over of keys: the new key's seals take no number twice", async () => {
    await sealSome(2);
    await anchor();
    // Sealed by the new key from seal 4 on, and lost again.
    await sealNow(daemon, signerOf(2, 1));
    await anchor();
    await cutBehind(3);
    expect(
      await resume("restored the backup of 03:00", { SIGNING_KEY: signingKey(2, 1) }),
    ).toMatchObject({ status: 0, faults: [] });
    await sealNow(daemon, signerOf(2, 1));
    await anchor();
    const seals = await inTransaction(daemon, "fs_worker", {}, (tx) =>
      selectSealsFrom(tx, "4", 100),
    );
    expect(seals.map(({ n, kind }) => `${n} ${kind}`)).toEqual([
      "6 resumed",
      "7 key",
      "8 interval",
    ]);
    const client = await daemon.connect();
    const pinned = [signerOf(1).newest.publicKey];
    const { findings } = await verifyTrail(client, ledger, { pinned, resumed: ["6"] });
    client.release();
    expect(findings).toEqual([]);
  });

  it("need the key that has to sign: one line says so", async () => {
    await sealSome(3);
    await anchor();
    await cutBehind(2);
    const other = await resume("restored the backup of 03:00", { SIGNING_KEY: signingKey(2) });
    expect(other).toMatchObject({ status: 1, stdout: "" });
    expect(other.faults).toEqual([expect.stringMatching("^SIGNING_KEY: holds no key")]);
  });
});

const key = (variables: Record<string, string>) =>
  runCommandFile("sql/audit-seals/commands/key.ts", {
    DATA_DIR: join(root, "key"),
    ...variables,
  });

describe("npm run audit:key", () => {
  it("prints the public half of the newest key, and needs no database", async () => {
    const { newest } = signerOf(3, 2);
    expect(await key({ SIGNING_KEY: signingKey(3, 2) })).toEqual({
      status: 0,
      stdout: `key id: ${newest.id}\npublic key: ${newest.publicKey.toString("base64")}\ninstallation: none has a ledger here yet\n`,
      faults: [],
    });
    const installation = "01a20546-0000-7000-8000-0000000000aa";
    const ledger = await openSealLedger({ DATA_DIR: join(root, "key") }, installation);
    await ledger.append([{ n: "1", at: "2026-11-24T11:00:00.000000Z", hash: "a".repeat(64) }]);
    expect((await key({ SIGNING_KEY: signingKey(3) })).stdout).toContain(
      `installation: ${installation}\n`,
    );
  });

  it("makes none: a key that never signed a seal is nobody's to pin", async () => {
    const DATA_DIR = join(root, "none");
    const file = join(DATA_DIR, "signing-key");
    expect(await key({ DATA_DIR })).toEqual({
      status: 1,
      stdout: "",
      faults: [
        `wrong setting: SIGNING_KEY: is not set, and there is none in ${file} yet: the daemon makes it at its first start`,
      ],
    });
    expect(existsSync(file)).toBe(false);
    const { newest } = createSigner({ DATA_DIR, NODE_ENV: "test", DATABASE_HOST: undefined });
    expect((await key({ DATA_DIR })).stdout).toContain(newest.publicKey.toString("base64"));
  });

  it("is refused in production without one, and with one that is none", async () => {
    expect(await key({ NODE_ENV: "production" })).toEqual({
      status: 1,
      stdout: "",
      faults: ["wrong setting: SIGNING_KEY: needed in production"],
    });
    expect(await key({ SIGNING_KEY: "c2hvcnQ=" })).toMatchObject({ status: 1, stdout: "" });
  });
});
