import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const MAKE_PARTITIONS = loadSql(import.meta.url, "./make-partitions.sql");

export type MadePartition = { table_name: string; partition_name: string };

/**
 * Makes the partitions that are missing from this month (UTC, the database's clock) to
 * `monthsAhead` after it, and answers those it made: none when all were there. The transaction must
 * be the owner's. A table that has a partition's name and is not it raises 42P07.
 */
export async function makePartitions(
  tx: Transaction,
  monthsAhead = 3,
  monthsBack = 0,
): Promise<MadePartition[]> {
  return tx.rows<MadePartition>(MAKE_PARTITIONS, [monthsAhead, monthsBack]);
}
