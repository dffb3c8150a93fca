import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import type { TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

const ENTRY_MODE = 0o100600;

export type ZipEntry = {
  readonly name: string;
  /** Asked for when those before it are written: it may tell of them. `stop` fires when writing failed. */
  readonly chunks: (stop: AbortSignal) => AsyncIterable<Buffer>;
};

/** What a file of the zip came to, for its manifest. */
export type Tally = {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** Passes lines on, and says when all have passed what they came to. */
export async function* tallied(
  name: string,
  batches: AsyncIterable<{ readonly rows: number; readonly lines: Buffer }>,
  done: (tally: Tally) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let [rows, bytes] = [0, 0];
  for await (const batch of batches) {
    hash.update(batch.lines);
    rows += batch.rows;
    bytes += batch.lines.length;
    yield batch.lines;
  }
  done({ name, rows, bytes, sha256: hash.digest("hex") });
}

/**
 * Writes a zip into `file`, one entry after the other. Memory stays at a few chunks whatever the size
 * (streamed by yazl, back-pressure from the disk to the source). Rejects with the first error of
 * reading, writing or `signal`.
 */
export async function writeZip(
  file: FileHandle,
  mtime: Date,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: Buffer }> {
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const zip = new ZipFile();
  zip.on("error", (error) => failure.abort(error));
  for (const { name, chunks } of entries) {
    // yazl listens for no error of its sources and would wait for ever: each reports to `failure`.
    zip.addReadStreamLazy(name, { mtime, mode: ENTRY_MODE }, (start) => {
      const source = Readable.from(chunks(stop), { highWaterMark: 1 });
      source.on("error", (error) => failure.abort(error));
      start(null, source);
    });
  }
  zip.end();

  const meter = new Meter();
  const output = zip.outputStream as Readable;
  try {
    // Not createWriteStream(): with autoClose off it keeps the handle from ever closing, with it on
    // there is no handle left to sync.
    await pipeline(output, meter, (source: AsyncIterable<Buffer>) => file.writeFile(source), {
      signal: stop,
    });
  } catch (error) {
    // The abort says only that something was aborted; its reason says what.
    const cause: unknown = stop.aborted ? stop.reason : error;
    // A disk that refuses stops the reader too: its next FETCH would fall into whatever transaction
    // comes next on this connection.
    failure.abort(cause);
    throw cause;
  }
  return { bytes: meter.bytes, sha256: meter.digest() };
}

/** Counts and hashes what passes. */
class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash("sha256");

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}
