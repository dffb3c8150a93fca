import { staleVersion, versionRequired, wrongInput } from "./problems.ts";

/** The ETag of a record is its version, not a hash of a body that differs by role. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** Reads `If-Match`. A proxy that compresses makes the tag weak (`W/`): the version is the same. */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) {
    throw wrongInput('If-Match takes one ETag as this API gave it, such as "3".');
  }
  return Number(version);
}

/** Staff must say which version they changed; for the app's users it counts only when sent. */
export function checkVersion(
  current: number,
  expected: number | undefined,
  required: boolean,
): void {
  if (expected === undefined) {
    if (required) throw versionRequired();
    return;
  }
  if (expected !== current) throw staleVersion();
}
