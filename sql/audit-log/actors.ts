import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT = loadSql(import.meta.url, "./select-actors.sql");

export type ActorRow = { id: string; name: string; role: string };

/** The colleagues that events may name, by name; at most 1,000. */
export async function selectActors(tx: Transaction): Promise<ActorRow[]> {
  return tx.rows<ActorRow>(SELECT);
}
