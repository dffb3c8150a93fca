import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import yauzl from "yauzl";
import type { Entry, ZipFile } from "yauzl";

const open = promisify<Buffer, yauzl.Options, ZipFile>(yauzl.fromBuffer);

/** Opens a downloaded export with a reader that is not ours: file name → its text. */
export async function readArchive(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await open(bytes, { lazyEntries: true });
  const files = new Map<string, string>();
  const read = async (entry: Entry) => {
    const stream = await promisify(zip.openReadStream.bind(zip) as ReadEntry)(entry);
    files.set(entry.fileName, await text(stream));
    zip.readEntry();
  };
  return new Promise((resolve, reject) => {
    zip.on("entry", (entry: Entry) => read(entry).catch(reject));
    zip.on("error", reject);
    zip.on("end", () => resolve(files));
    zip.readEntry();
  });
}

type ReadEntry = (
  entry: Entry,
  done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
) => void;

/** The rows of one table's file. */
export function rowsOf(
  files: ReadonlyMap<string, string>,
  table: string,
): Record<string, unknown>[] {
  const content = files.get(`data/${table}.ndjson`);
  if (content === undefined) throw new Error(`the export has no file of ${table}`);
  return content
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
