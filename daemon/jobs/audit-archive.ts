import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { HEADER, LINE } from "../../sql/audit-exports/event-lines.ts";
import type {
  AuditExportFormat,
  AuditExportPhase,
  AuditExportProgress,
} from "../../sql/audit-exports/queries.ts";
import { countEvents, readExportedEvents } from "../../sql/audit-exports/read-events.ts";
import type { EventFilter } from "../../sql/audit-exports/read-events.ts";
import { readProofs } from "../../sql/audit-exports/read-proofs.ts";
import type { BrokenEvent } from "../../sql/audit-exports/read-proofs.ts";
import { readSeals } from "../../sql/audit-exports/read-seals.ts";
import { SealFinder } from "../../sql/audit-exports/seal-finder.ts";
import type { Signer } from "../../sql/audit-seals/signing-keys.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { MOST_NAMED, manifest, readme } from "./audit-manifest.ts";
import type { Contents } from "./audit-manifest.ts";
import { tallied, writeZip } from "./zip-file.ts";
import type { Tally, ZipEntry } from "./zip-file.ts";

/** What was asked for, and by whom. */
export type AskedExport = {
  readonly id: string;
  readonly staff_id: string;
  readonly role: string;
  readonly format: AuditExportFormat;
  readonly filter: EventFilter;
  readonly created_at: Date;
};

export type AuditArchive = {
  readonly events: number;
  readonly proofs: number;
  readonly unsealed: number;
  /** Not what was sealed. */
  readonly broken: number;
  readonly snapshot_at: Date;
  readonly bytes: number;
  readonly sha256: Buffer;
};

type Lines = { readonly rows: number; readonly lines: Buffer };

const CHECK_PROOF = readFileSync(
  new URL("../../sql/audit-seals/check-proof.html", import.meta.url),
);
const CHECK_PROOF_SHA256 = hash("sha256", CHECK_PROOF);

// The bar moves this often; each step is a small transaction of its own.
const PROGRESS_MS = 1_000;

/**
 * Writes the zip of one export of the trail into `file`, from the snapshot of `tx` and as fs_worker.
 * Memory stays at a few batches of events and two trees, whatever the trail's size. Rejects with the
 * first error of reading, writing, progress or `signal`.
 */
export async function writeAuditArchive(
  tx: Transaction,
  file: FileHandle,
  asked: AskedExport,
  signer: Signer,
  onProgress: (progress: AuditExportProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<AuditArchive> {
  const now = { events_total: 0, events: 0, looked_at: 0, proofs: 0 };
  let shown = 0;
  const show = async (phase: AuditExportPhase, always = false) => {
    if (!always && performance.now() - shown < PROGRESS_MS) return;
    await onProgress({ ...now, phase });
    shown = performance.now();
  };
  const snapshotAt = await selectSnapshotTime(tx);
  const finder = await SealFinder.open(tx);
  await show("counting", true);
  now.events_total = await countEvents(tx, asked.filter);

  const range: { firstAt: string | null; lastAt: string | null } = { firstAt: null, lastAt: null };
  async function* events(stop: AbortSignal): AsyncGenerator<Lines> {
    await show("events", true);
    yield { rows: 0, lines: Buffer.from(HEADER[asked.format]) };
    const line = LINE[asked.format];
    for await (const batch of readExportedEvents(tx, asked.filter, stop)) {
      let text = "";
      for (const event of batch) {
        text += line({ ...event, seal: (await finder.sealOf(event))?.n ?? null });
        if (range.firstAt === null || event.at < range.firstAt) range.firstAt = event.at;
        if (range.lastAt === null || event.at > range.lastAt) range.lastAt = event.at;
      }
      yield { rows: batch.length, lines: Buffer.from(text) };
      now.events += batch.length;
      await show("events");
    }
  }

  const seals = new Set<string>();
  const named: BrokenEvent[] = [];
  const without = { unsealed: 0, broken: 0 };
  async function* proofs(stop: AbortSignal): AsyncGenerator<Lines> {
    await show("proofs", true);
    for await (const batch of readProofs(tx, asked.filter, finder, stop)) {
      for (const n of batch.seals) seals.add(n);
      named.push(...batch.broken.slice(0, MOST_NAMED - named.length));
      without.unsealed += batch.unsealed;
      without.broken += batch.broken.length;
      yield { rows: batch.proven + batch.unsealed, lines: batch.lines };
      now.looked_at += batch.events;
      now.proofs += batch.proven;
      await show("proofs");
    }
  }

  const files: Tally[] = [];
  const listed = (
    name: string,
    batches: (stop: AbortSignal) => AsyncIterable<Lines>,
  ): ZipEntry => ({
    name,
    chunks: (stop) => tallied(name, batches(stop), (tally) => files.push(tally)),
  });
  // Entries are read one after the other: when a later one is, those before it are known.
  const contents = (): Contents => ({
    installationId: finder.installationId,
    snapshotAt,
    head: finder.last,
    events: now.events,
    ...range,
    proven: now.proofs,
    ...without,
    named,
    files,
  });
  // The chain vouches for the key of its last seal; for a newer one only after it was handed over to.
  const key = signer.find(finder.last?.key_id ?? "") ?? signer.newest;
  let signature = "";
  const written = await writeZip(
    file,
    snapshotAt,
    [
      listed(`events.${asked.format}`, events),
      listed("proofs.ndjson", proofs),
      listed("seals.ndjson", (stop) => readSeals(tx, finder.installationId, seals, stop)),
      listed("check-proof.html", () => once(CHECK_PROOF)),
      listed("README.txt", () => once(readme(asked, contents(), CHECK_PROOF_SHA256))),
      {
        name: "manifest.json",
        chunks: async function* () {
          const text = manifest(asked, contents(), key);
          signature = key.sign(text).toString("base64");
          yield Buffer.from(text);
        },
      },
      {
        name: "manifest.sig",
        chunks: async function* () {
          yield Buffer.from(`${signature}\n`);
        },
      },
    ],
    signal,
  );
  return {
    events: now.events,
    proofs: now.proofs,
    ...without,
    snapshot_at: snapshotAt,
    ...written,
  };
}

async function* once(content: Buffer | string): AsyncGenerator<Lines> {
  yield { rows: 0, lines: Buffer.from(content) };
}

async function selectSnapshotTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>("SELECT now()");
  if (row === undefined) throw new Error("SELECT now() answered no row");
  return row.now;
}
