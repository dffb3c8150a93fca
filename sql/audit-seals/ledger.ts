import { constants } from "node:fs";
import { access, chmod, mkdir, open, readdir, rename, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { folder } from "../database/environment.ts";
import type { DatabaseEnvironment } from "../database/environment.ts";

/** The variable, for the environment of the daemon and of the audit commands. */
export const ledgerEnvironment = z.object({
  // One folder for all daemons: what one has anchored, the others must find.
  LEDGER_DIR: folder.optional(),
});

/** One line of the ledger: what a seal came to. `hash` in hexadecimal. */
export type Head = { readonly n: string; readonly at: string; readonly hash: string };

/** The folder cannot be used, or the file is not the ledger it should be: the message names it. */
export class LedgerError extends Error {}

export type SealLedger = {
  readonly file: string;
  /** At the end, all in one write, and synced: after it they are there, also after a power cut. */
  append(heads: readonly Head[]): Promise<void>;
  /**
   * The highest head of the file's end; undefined while there is none. Throws a LedgerError when an older
   * one stands behind it that is not one of those just written again.
   */
  head(): Promise<Head | undefined>;
  /** How long it is now: what was appended before is within, whatever comes later. */
  bytes(): Promise<number>;
  /**
   * All heads, or those within the first so many bytes, in their order; in memory for one piece of the
   * file. Throws a LedgerError.
   */
  read(bytes?: number): AsyncIterable<Head>;
};

export type OpenLedger = (installationId: string) => Promise<SealLedger>;

const FILE = "audit-seals.ndjson";
const NEWLINE = 0x0a;
/** Heads of one run that another daemon may have appended as well. */
const REPEATED = 256;
/** A line is some 130 bytes: this holds what was repeated, and as much before it. */
const TAIL_BYTES = 128 * 1_024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type LedgerVariables = Pick<DatabaseEnvironment, "DATA_DIR"> & z.infer<typeof ledgerEnvironment>;

/** What a verifier needs of it. */
export type ReadableLedger = Pick<SealLedger, "file" | "bytes" | "read">;

const ledgerFolder = (env: LedgerVariables): string =>
  env.LEDGER_DIR ?? join(env.DATA_DIR, "ledger");

/** Before there is a database to ask for the installation: a wrong LEDGER_DIR is found at start. */
export async function prepareLedgerFolder(env: LedgerVariables): Promise<void> {
  const path = ledgerFolder(env);
  try {
    await makeFolder(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw unusableFolder(path, error);
  }
}

function unusableFolder(path: string, error: unknown): LedgerError {
  const reason = error instanceof Error ? error.message : String(error);
  return new LedgerError(
    `LEDGER_DIR: cannot keep the ledger in ${path} (${reason}); make it writable or name another folder`,
    { cause: error },
  );
}

/** For its owner alone, also where it was there. A mount that is written once may refuse what changes nothing. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (((await stat(path)).mode & 0o777) !== 0o700) await chmod(path, 0o700);
}

/**
 * The heads of seals outside the database: `LEDGER_DIR/<installation>/audit-seals.ndjson`, a write-once
 * mount in production (LEDGER_DIR, else `ledger` under DATA_DIR). Makes the folder when it is absent, but
 * not beside the ledger of another installation. Nothing is ever rewritten: a line that a kill tore stays, and the next one begins behind it.
 */
export async function openSealLedger(
  env: LedgerVariables,
  installationId: string,
): Promise<SealLedger> {
  const home = join(ledgerFolder(env), installationId);
  const file = join(home, FILE);
  const unusable = (error: unknown) => unusableFolder(home, error);
  await refuseBesideAnother(env, installationId);
  try {
    await makeFolder(home);
    await (await openForAppending(file)).close();
    await syncFolder(home);
  } catch (error) {
    throw unusable(error);
  }
  return {
    file,
    append: async (heads) => {
      if (heads.length === 0) return;
      try {
        await appendLines(file, heads);
      } catch (error) {
        throw unusable(error);
      }
    },
    head: () => lastHead(file),
    bytes: async () => (await stat(file)).size,
    read: (bytes) => readHeads(file, bytes),
  };
}

/** As it is: nothing is made or changed, so that an auditor's copy that cannot be written will do. */
export async function openLedgerToRead(
  env: LedgerVariables,
  installationId: string,
): Promise<ReadableLedger> {
  await refuseBesideAnother(env, installationId);
  const file = join(ledgerFolder(env), installationId, FILE);
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LedgerError(`LEDGER_DIR: there is no ledger to read in ${file} (${reason})`, {
      cause: error,
    });
  }
  return {
    file,
    bytes: async () => (await stat(file)).size,
    read: (bytes) => readHeads(file, bytes),
  };
}

/** The installations whose heads are there. */
export async function listLedgers(env: LedgerVariables): Promise<string[]> {
  const root = ledgerFolder(env);
  const names = await readdir(root).catch(() => []);
  const found: string[] = [];
  for (const name of names) {
    if (UUID.test(name) && (await hasLines(join(root, name, FILE)))) found.push(name);
  }
  return found.toSorted();
}

/** Its database was emptied on purpose, in development: the next one is another installation. */
export async function putLedgerAside(env: LedgerVariables, installationId: string): Promise<void> {
  const home = join(ledgerFolder(env), installationId);
  if (await hasLines(join(home, FILE))) await rename(home, `${home}.reset-${Date.now()}`);
}

/**
 * Who owns the database may change its installation's id: beside the ledger that contradicts them a new
 * one would begin. So one LEDGER_DIR is one installation's.
 */
async function refuseBesideAnother(env: LedgerVariables, installationId: string): Promise<void> {
  const root = ledgerFolder(env);
  if (await hasLines(join(root, installationId, FILE))) return;
  const others = (await listLedgers(env)).filter((name) => name !== installationId);
  if (others.length === 0) return;
  throw new LedgerError(
    `LEDGER_DIR: ${root} holds the ledger of installation ${others.join(", ")} and none of ${installationId}, which the database says it is: its id was changed, or this is another database. Each installation has a LEDGER_DIR of its own`,
  );
}

async function hasLines(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0;
  } catch {
    return false;
  }
}

/** Also where nothing may be written: a verifier only reads. */
async function appendLines(file: string, heads: readonly Head[]): Promise<void> {
  const handle = await openForAppending(file);
  try {
    const torn = (await lastByte(handle)) !== NEWLINE;
    const lines = heads.map(({ n, at, hash }) => `${JSON.stringify({ n: Number(n), at, hash })}\n`);
    await handle.appendFile(`${torn ? "\n" : ""}${lines.join("")}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function openForAppending(file: string): Promise<FileHandle> {
  // Read too: whether the last line is whole.
  return open(file, constants.O_APPEND | constants.O_CREAT | constants.O_RDWR, 0o600);
}

/** Of an empty file: as if a whole line were before its beginning. */
async function lastByte(handle: FileHandle): Promise<number | undefined> {
  const { size } = await handle.stat();
  if (size === 0) return NEWLINE;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0];
}

async function lastHead(file: string): Promise<Head | undefined> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString("utf8").split("\n");
    // The first may have been cut by the piece itself.
    const highest = highestOf(length < size ? lines.slice(1) : lines, length < size, file);
    if (highest !== undefined) return highest;
    if (size === 0) return undefined;
    throw new LedgerError(`${file} does not end in a head: it is not the ledger that was written`);
  } finally {
    await handle.close();
  }
}

/**
 * Not the last line: somebody who may append would write an old head there once more, and hide what they cut
 * from the database. Of a `piece`, what it begins with may repeat heads before it.
 */
function highestOf(lines: readonly string[], piece: boolean, file: string): Head | undefined {
  const seen = new Map<string, string>();
  let highest: Head | undefined;
  for (const [index, line] of lines.entries()) {
    const head = parseHead(line);
    if (head === undefined) continue;
    const isAhead = highest === undefined || Number(head.n) > Number(highest.n);
    if (!isAhead && seen.get(head.n) !== head.hash) {
      const mayRepeat = piece && index < REPEATED && !seen.has(head.n);
      if (!mayRepeat) throw new LedgerError(`${file}: the head ${head.n} is out of order`);
    }
    if (isAhead) highest = head;
    seen.set(head.n, head.hash);
  }
  return highest;
}

/**
 * What a kill tore must be the beginning of the next whole line: it was written again. A daemon that lost
 * its fence may have written again what another one had: the same head, a few lines later.
 */
async function* readHeads(file: string, bytes?: number): AsyncIterable<Head> {
  if (bytes === 0) return;
  const handle = await open(file, "r");
  try {
    const wrong = (number: number, says: string) => new LedgerError(`${file}:${number}: ${says}`);
    let number = 0;
    let torn: { number: number; line: string }[] = [];
    const recent: Head[] = [];
    const piece = bytes === undefined ? {} : { end: bytes - 1 };
    for await (const line of handle.readLines(piece)) {
      number += 1;
      const head = parseHead(line);
      if (head === undefined) {
        torn.push({ number, line });
        continue;
      }
      const other = torn.find((part) => !line.startsWith(part.line));
      if (other !== undefined) throw wrong(other.number, "this line is no head");
      torn = [];
      if (Number(head.n) <= Number(recent.at(-1)?.n ?? 0)) {
        const same = recent.find(({ n }) => n === head.n);
        if (same?.hash !== head.hash) throw wrong(number, `the head ${head.n} is out of order`);
        continue;
      }
      recent.push(head);
      if (recent.length > REPEATED) recent.shift();
      yield head;
    }
  } finally {
    await handle.close();
  }
}

const headShape = z.strictObject({
  n: z.int().min(1),
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Undefined for a line that is not one, whole. */
function parseHead(line: string): Head | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { success, data } = headShape.safeParse(json);
  return success ? { ...data, n: String(data.n) } : undefined;
}

/** A new file is durable only after its folder is synced (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
