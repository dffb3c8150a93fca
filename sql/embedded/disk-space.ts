import { statfsSync } from "node:fs";
import { EmbeddedError } from "./errors.ts";

const MB = 1024 * 1024;

/**
 * Refuses to begin what the disk cannot hold: a cluster is 40 MB, the demo data 60 MB, the write-ahead
 * log up to 1 GB only under load (measured on 18.4).
 */
export function requireFreeSpace(folder: string, megabytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MB);
  if (free < megabytes) {
    throw new EmbeddedError(
      `only ${free} MB free on the disk of ${folder}, ${megabytes} MB are needed: make room or set DATA_DIR`,
    );
  }
}
