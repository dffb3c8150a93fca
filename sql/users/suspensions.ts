import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT_ENDED = loadSql(import.meta.url, "./select-ended-suspension.sql");
const LIFT = loadSql(import.meta.url, "./lift-suspensions.sql");

/** Whether any suspension's end has passed. */
export async function hasEndedSuspension(tx: Transaction): Promise<boolean> {
  return (await tx.rows(SELECT_ENDED)).length > 0;
}

/** Lifts up to `limit` suspensions whose end has passed, and answers how many. */
export async function liftSuspensions(tx: Transaction, limit: number): Promise<number> {
  return (await tx.rows(LIFT, [limit])).length;
}
