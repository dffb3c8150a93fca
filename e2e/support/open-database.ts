import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { StackAddress } from "./stack.ts";

/** The database of a stack as its superuser: to arrange people, and to see what was really stored. */
export function openDatabase(stack: StackAddress): pg.Pool {
  return new pg.Pool({
    host: "127.0.0.1",
    port: stack.databasePort,
    database: "futuresync",
    user: "postgres",
    password: readFileSync(join(stack.dataDir, "postgres-password"), "utf8").trim(),
    max: 2,
  });
}
