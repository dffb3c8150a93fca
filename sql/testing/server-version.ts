import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { nativeFolder } from "../embedded/binaries.ts";
import { EmbeddedError } from "../embedded/errors.ts";

/** The major versions of PostgreSQL the product runs on, oldest first. */
export const VERSIONS = [14, 15, 16, 17, 18] as const;
export type Version = (typeof VERSIONS)[number];
/** The one `npm start` and `npm test` use. */
export const DEFAULT_VERSION: Version = 18;

/** The version the tests of this process run on: FUTURESYNC_TEST_POSTGRES=14, or the default. */
export function testedVersion(): Version {
  const wanted = process.env["FUTURESYNC_TEST_POSTGRES"];
  if (wanted === undefined || wanted === "") return DEFAULT_VERSION;
  const version = VERSIONS.find((known) => String(known) === wanted);
  if (version !== undefined) return version;
  throw new EmbeddedError(`FUTURESYNC_TEST_POSTGRES: one of ${VERSIONS.join(", ")}`);
}

/** The folder with the server's programs of a version; an EmbeddedError where it is not installed. */
export function nativeFolderOf(version: Version): string {
  if (version === DEFAULT_VERSION) return nativeFolder();
  const name = `pg${version}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new EmbeddedError(
      `the package ${name} is not installed (npm ci installs it on linux-x64 only)`,
    );
  }
}

/** Whether npm has every version for this platform: package.json names those of linux-x64. */
export const hasServers = (): boolean => process.platform === "linux" && process.arch === "x64";
