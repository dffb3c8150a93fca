import { readdirSync } from "node:fs";
import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";

const FOLDER = new URL("./checks/", import.meta.url);

export type CheckResult = {
  /** The invariant, which is the name of its file. */
  readonly name: string;
  /** How many rows break it. */
  readonly faults: number;
};

/** Counts what breaks each invariant of sql/seeds/checks. Reads only, as whoever the pool is. */
export async function checkSeeds(pool: pg.Pool): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const file of readdirSync(FOLDER).toSorted()) {
    const { rows } = await pool.query<{ count: number }>(loadSql(FOLDER.href, file));
    results.push({
      name: file.replace(/\.sql$/, "").replaceAll("-", " "),
      faults: Number(rows[0]?.count),
    });
  }
  return results;
}
