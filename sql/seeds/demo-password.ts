import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseEnvironment } from "../database/environment.ts";
import { madeOnce } from "../database/made-once.ts";

/** DEMO_PASSWORD, else one that is made once and kept under DATA_DIR; `isNew`: to be shown now. */
export function demoPassword(env: Pick<DatabaseEnvironment, "DEMO_PASSWORD" | "DATA_DIR">): {
  readonly password: string;
  readonly isNew: boolean;
} {
  if (env.DEMO_PASSWORD !== undefined) return { password: env.DEMO_PASSWORD, isNew: false };
  const file = join(env.DATA_DIR, "demo-password");
  const isNew = !existsSync(file);
  return { password: madeOnce(file, () => randomBytes(12).toString("base64url")), isNew };
}
