import { createHash } from "node:crypto";
import { readZip } from "./read-zip.ts";

type Manifest = {
  readonly request_id: string;
  readonly user_id: string;
  readonly rows: number;
  readonly files: readonly {
    readonly name: string;
    readonly table: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

export type ReadExport = {
  readonly manifest: Manifest;
  /** Lines of a table's file, parsed. */
  readonly rows: (table: string) => Record<string, unknown>[];
  readonly names: readonly string[];
  /** Everything in it, to look for what must not be there. */
  readonly text: string;
};

/** Reads an export with another library than the one that wrote it, and checks every file's checksum. */
export async function readExport(bytes: Buffer): Promise<ReadExport> {
  const files = await readZip(bytes);
  const content = (name: string) => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`${name} is not in the archive`);
    return found;
  };
  const manifest = JSON.parse(content("manifest.json").toString()) as Manifest;
  for (const file of manifest.files) {
    const found = content(file.name);
    const sha256 = createHash("sha256").update(found).digest("hex");
    if (found.length !== file.bytes || sha256 !== file.sha256) {
      throw new Error(`${file.name} is not what the manifest says`);
    }
  }
  return {
    manifest,
    names: [...files.keys()],
    text: [...files.values()].join("\n"),
    rows: (table) =>
      content(`data/${table}.ndjson`)
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
