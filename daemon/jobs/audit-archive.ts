import type { FileHandle } from "node:fs/promises";
import { HEADER, LINE } from "../../sql/audit-exports/event-lines.ts";
import type {
  AuditExportFormat,
  AuditExportPhase,
  AuditExportProgress,
} from "../../sql/audit-exports/queries.ts";
import { countEvents, readExportedEvents } from "../../sql/audit-exports/read-events.ts";
import type { EventFilter } from "../../sql/audit-exports/read-events.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { tallied, writeZip } from "./zip-file.ts";
import type { Tally } from "./zip-file.ts";

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
  readonly snapshot_at: Date;
  readonly bytes: number;
  readonly sha256: Buffer;
};

type Lines = { readonly rows: number; readonly lines: Buffer };

// The bar moves this often; each step is a small transaction of its own.
const PROGRESS_MS = 1_000;

/**
 * Writes the zip of one export of the trail into `file`, from the snapshot of `tx` and for fs_worker.
 * Memory stays at a few batches of events and a few trees, whatever the trail's size. Rejects with the
 * first error of reading, writing, progress or `signal`.
 */
export async function writeAuditArchive(
  tx: Transaction,
  file: FileHandle,
  asked: AskedExport,
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
  const snapshot_at = await selectSnapshotTime(tx);
  await show("counting", true);
  now.events_total = await countEvents(tx, asked.filter);

  async function* events(stop: AbortSignal): AsyncGenerator<Lines> {
    await show("events", true);
    yield { rows: 0, lines: Buffer.from(HEADER[asked.format]) };
    const line = LINE[asked.format];
    for await (const batch of readExportedEvents(tx, asked.filter, stop)) {
      const text = batch.map((event) => line({ ...event, seal: null })).join("");
      yield { rows: batch.length, lines: Buffer.from(text) };
      now.events += batch.length;
      await show("events");
    }
  }

  const files: Tally[] = [];
  const listed = (name: string, batches: (stop: AbortSignal) => AsyncIterable<Lines>) => ({
    name,
    chunks: (stop: AbortSignal) => tallied(name, batches(stop), (tally) => files.push(tally)),
  });
  async function* manifest() {
    yield Buffer.from(`${JSON.stringify({ export_id: asked.id, files }, undefined, 2)}\n`);
  }
  const written = await writeZip(
    file,
    snapshot_at,
    [listed(`events.${asked.format}`, events), { name: "manifest.json", chunks: manifest }],
    signal,
  );
  return { events: now.events, proofs: now.proofs, snapshot_at, ...written };
}

async function selectSnapshotTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>("SELECT now()");
  if (row === undefined) throw new Error("SELECT now() answered no row");
  return row.now;
}
