import { constants } from "node:fs";
import { access, chmod, mkdir, open, stat } from "node:fs/promises";
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
  /** The last head, read from the end of the file; undefined while there is none. */
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
/** A line is some 130 bytes: this holds the last whole one and a torn one behind it. */
const TAIL_BYTES = 4_096;
/** Heads of one run that another daemon may have appended as well. */
const REPEATED = 256;

type LedgerVariables = Pick<DatabaseEnvironment, "DATA_DIR"> & z.infer<typeof ledgerEnvironment>;

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
 * mount in production (LEDGER_DIR, else `ledger` under DATA_DIR). Makes the folder when it is absent.
 * Nothing is ever rewritten: a line that a kill tore stays, and the next one begins behind it.
 */
export async function openSealLedger(
  env: LedgerVariables,
  installationId: string,
): Promise<SealLedger> {
  const home = join(ledgerFolder(env), installationId);
  const file = join(home, FILE);
  const unusable = (error: unknown) => unusableFolder(home, error);
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
    const whole = length < size ? lines.slice(1) : lines;
    for (const line of whole.toReversed()) {
      const head = parseHead(line);
      if (head !== undefined) return head;
    }
    if (size === 0) return undefined;
    throw new LedgerError(`${file} does not end in a head: it is not the ledger that was written`);
  } finally {
    await handle.close();
  }
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
