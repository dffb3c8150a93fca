import type { FileHandle } from "node:fs/promises";
import type { Transaction } from "../../sql/database/transaction.ts";
import { readPersonRows } from "../../sql/gdpr-exports/read-person.ts";
import type { RowBatch } from "../../sql/gdpr-exports/read-person.ts";
import type { ExportQuery } from "../../sql/personal-data/export-queries.ts";
import { tallied, writeZip } from "./zip-file.ts";
import type { Tally, ZipEntry } from "./zip-file.ts";

type ArchivedFile = Tally & { readonly table: string };

export type Archive = {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly files: readonly ArchivedFile[];
};

export type ArchiveProgress = {
  readonly tables_done: number;
  readonly current_table: string | null;
  readonly rows: number;
};

// Inside a large table the bar moves this often; each step is a small transaction of its own.
const PROGRESS_MS = 1_000;

/**
 * Writes the zip of one person into `file`, one table after the other from the snapshot of `tx`.
 * Rejects with the first error of reading, writing, progress or `signal`.
 */
export async function writeArchive(
  tx: Transaction,
  file: FileHandle,
  person: { readonly requestId: string; readonly userId: string; readonly catalogueHash: string },
  queries: readonly ExportQuery[],
  onProgress: (progress: ArchiveProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<Archive> {
  const snapshotAt = await selectSnapshotTime(tx);
  const files: ArchivedFile[] = [];
  let rows = 0;

  async function* readTable(query: ExportQuery, stop: AbortSignal): AsyncGenerator<RowBatch> {
    const before = { tables_done: files.length, current_table: query.table };
    await onProgress({ ...before, rows });
    let shown = performance.now();
    for await (const batch of readPersonRows(tx, query, person.userId, stop)) {
      rows += batch.rows;
      yield batch;
      if (performance.now() - shown > PROGRESS_MS) {
        await onProgress({ ...before, rows });
        shown = performance.now();
      }
    }
  }

  const tables = queries.map((query): ZipEntry => {
    const name = `data/${query.table}.ndjson`;
    const { table } = query;
    return {
      name,
      chunks: (stop) =>
        tallied(name, readTable(query, stop), (tally) => files.push({ ...tally, table })),
    };
  });
  async function* manifest() {
    yield Buffer.from(
      `${JSON.stringify(
        {
          format: 1,
          request_id: person.requestId,
          user_id: person.userId,
          snapshot_at: snapshotAt.toISOString(),
          catalogue_sha256: person.catalogueHash,
          rows,
          files,
        },
        undefined,
        2,
      )}\n`,
    );
  }
  async function* about() {
    yield Buffer.from(readme(snapshotAt, files));
  }
  // Entries are read one after the other: when the last two are, all tables are known.
  const written = await writeZip(
    file,
    snapshotAt,
    [...tables, { name: "manifest.json", chunks: manifest }, { name: "README.txt", chunks: about }],
    signal,
  );
  await onProgress({ tables_done: files.length, current_table: null, rows });
  return { rows, ...written, files };
}

async function selectSnapshotTime(tx: Transaction): Promise<Date> {
  const [row] = await tx.rows<{ now: Date }>("SELECT now()");
  if (row === undefined) throw new Error("SELECT now() answered no row");
  return row.now;
}

function readme(snapshotAt: Date, files: readonly ArchivedFile[]): string {
  const listed = files.map((file) => `  ${file.name}  ${file.rows} rows`).join("\n");
  return `FutureSync: a copy of your personal data

This archive holds the data FutureSync keeps about you (Article 15 of the General Data Protection
Regulation), as it stood at ${snapshotAt.toISOString()}. It is yours: keep it where others cannot read it.

Each file under data/ is one table of our database. Each line is one record, written as JSON, in the
order of its keys; times are in UTC. A file without lines means that we keep nothing of that kind about you.
Secrets such as your password's hash or sign-in tokens are left out.

manifest.json names every file with its number of records and its SHA-256 checksum.

${listed}
`;
}
