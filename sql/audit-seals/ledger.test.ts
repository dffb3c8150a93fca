import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LedgerError, listLedgers, openLedgerToRead, openSealLedger } from "./ledger.ts";
import type { Head, SealLedger } from "./ledger.ts";

const root = mkdtempSync(join(tmpdir(), "futuresync-ledger-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

async function openNew(): Promise<SealLedger> {
  folders += 1;
  return openSealLedger({ DATA_DIR: join(root, String(folders)) }, "installation");
}

const head = (n: number, digit = "a"): Head => ({
  n: String(n),
  at: `2026-11-24T11:00:${String(n % 60).padStart(2, "0")}.000001Z`,
  hash: digit.repeat(64),
});

async function all(ledger: SealLedger): Promise<Head[]> {
  const heads = [];
  for await (const one of ledger.read()) heads.push(one);
  return heads;
}

it("keeps heads in their order, in a file for its owner alone", async () => {
  const ledger = await openNew();
  expect(await ledger.head()).toBeUndefined();
  expect(await all(ledger)).toEqual([]);
  await ledger.append([head(1), head(2)]);
  await ledger.append([]);
  await ledger.append([head(3)]);
  expect(await all(ledger)).toEqual([head(1), head(2), head(3)]);
  expect(await ledger.head()).toEqual(head(3));
  expect(statSync(ledger.file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(ledger.file)).mode & 0o777).toBe(0o700);
  expect(readFileSync(ledger.file, "utf8").split("\n")[0]).toBe(
    `{"n":1,"at":"2026-11-24T11:00:01.000001Z","hash":"${"a".repeat(64)}"}`,
  );
  // LEDGER_DIR is where it says, and what was there is found again.
  const named = await openSealLedger(
    { DATA_DIR: "/nowhere", LEDGER_DIR: dirname(dirname(ledger.file)) },
    "installation",
  );
  expect(await named.head()).toEqual(head(3));
});

it("goes on behind a line that was torn at any byte, also when the second try tears too", async () => {
  const ledger = await openNew();
  await ledger.append([head(1)]);
  const whole = statSync(ledger.file).size;
  await ledger.append([head(2)]);
  const end = statSync(ledger.file).size;
  for (let bytes = whole; bytes <= end; bytes += 1) {
    for (const again of [0, 1, 20, 60]) {
      truncateSync(ledger.file, whole);
      const second = `${JSON.stringify({ ...head(2), n: 2 })}\n`;
      appendFileSync(ledger.file, second.slice(0, bytes - whole));
      const torn = bytes < end - 1;
      expect(await ledger.head()).toEqual(head(torn ? 1 : 2));
      expect(await all(ledger)).toEqual(torn ? [head(1)] : [head(1), head(2)]);
      if (torn && again > 0) appendFileSync(ledger.file, `\n${second.slice(0, again)}`);
      await ledger.append(torn ? [head(2), head(3)] : [head(3)]);
      expect(await ledger.head()).toEqual(head(3));
      expect(await all(ledger)).toEqual([head(1), head(2), head(3)]);
    }
    truncateSync(ledger.file, end);
  }
});

it("finds its last head behind ten thousand others", async () => {
  const ledger = await openNew();
  const heads = Array.from({ length: 10_000 }, (_, index) => head(index + 1));
  await ledger.append(heads);
  expect(await ledger.head()).toEqual(head(10_000));
  expect(await all(ledger)).toHaveLength(10_000);
});

it("takes the same head twice for one, as two daemons may leave it", async () => {
  const ledger = await openNew();
  await ledger.append([head(1), head(2), head(3)]);
  await ledger.append([head(2), head(3), head(4)]);
  expect(await all(ledger)).toEqual([head(1), head(2), head(3), head(4)]);
});

it("refuses a file that is not the one it wrote", async () => {
  const first = await openNew();
  await first.append([head(1), head(2)]);
  await first.append([head(2, "b"), head(3)]);
  await expect(all(first)).rejects.toThrow(`${first.file}:3: the head 2 is out of order`);
  const second = await openNew();
  await second.append([head(1)]);
  appendFileSync(second.file, "something else\n");
  await second.append([head(2)]);
  await expect(all(second)).rejects.toThrow(`${second.file}:2: this line is no head`);
  const third = await openNew();
  writeFileSync(third.file, "x".repeat(9_000));
  await expect(third.head()).rejects.toThrow(LedgerError);
});

it("names the variable when the folder cannot be used", async () => {
  const blocked = join(root, "blocked");
  mkdirSync(blocked);
  writeFileSync(join(blocked, "ledger"), "a file, not a folder");
  await expect(openSealLedger({ DATA_DIR: blocked }, "installation")).rejects.toThrow(
    `LEDGER_DIR: cannot keep the ledger in ${join(blocked, "ledger", "installation")}`,
  );
});

it("takes the highest head, and refuses an older one that was appended once more", async () => {
  const ledger = await openNew();
  await ledger.append(Array.from({ length: 400 }, (_, index) => head(index + 1)));
  // A daemon that lost its fence wrote the same ones again: those of its run.
  await ledger.append([head(399), head(400)]);
  expect(await ledger.head()).toEqual(head(400));
  await ledger.append([head(398)]);
  expect(await ledger.head()).toEqual(head(400));
  await ledger.append([head(7, "b")]);
  await expect(ledger.head()).rejects.toThrow(`${ledger.file}: the head 7 is out of order`);
  const long = await openNew();
  await long.append(Array.from({ length: 3_000 }, (_, index) => head(index + 1)));
  await long.append([head(7)]);
  await expect(long.head()).rejects.toThrow("the head 7 is out of order");
});

const [OLD, NEW] = ["01a20546-0000-7000-8000-0000000000aa", "01a20546-0000-7000-8000-0000000000bb"];

it("begins no ledger beside that of another installation, and makes nothing", async () => {
  folders += 1;
  const env = { DATA_DIR: join(root, String(folders)) };
  const old = await openSealLedger(env, OLD);
  // Nothing is in it yet: it was never used.
  await openSealLedger(env, NEW);
  rmSync(join(env.DATA_DIR, "ledger", NEW), { recursive: true });
  await old.append([head(1)]);
  for (const openIt of [openSealLedger, openLedgerToRead]) {
    await expect(openIt(env, NEW)).rejects.toThrow(
      `holds the ledger of installation ${OLD} and none of ${NEW}`,
    );
  }
  expect(existsSync(join(env.DATA_DIR, "ledger", NEW))).toBe(false);
  expect(await (await openSealLedger(env, OLD)).head()).toEqual(head(1));
  expect(await listLedgers(env)).toEqual([OLD]);
});

it("is read where nothing may be written, and says where it should be", async () => {
  folders += 1;
  const env = { DATA_DIR: join(root, String(folders)) };
  await expect(openLedgerToRead(env, OLD)).rejects.toThrow(
    `LEDGER_DIR: there is no ledger to read in ${join(env.DATA_DIR, "ledger", OLD)}`,
  );
  expect(existsSync(env.DATA_DIR)).toBe(false);
  const written = await openSealLedger(env, OLD);
  await written.append([head(1)]);
  const { file } = written;
  chmodSync(file, 0o444);
  chmodSync(dirname(file), 0o555);
  const readable = await openLedgerToRead(env, OLD);
  const heads = [];
  for await (const one of readable.read()) heads.push(one);
  expect(heads).toEqual([head(1)]);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o555);
  chmodSync(dirname(file), 0o755);
});
