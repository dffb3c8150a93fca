import { loadSql } from "../../database/load-sql.ts";
import type { Transaction } from "../../database/transaction.ts";
import type { Findings } from "./findings.ts";

const SELECT_STORED = loadSql(import.meta.url, "./select-stored.sql");
const SELECT_MISPLACED = loadSql(import.meta.url, "./select-misplaced.sql");

/** More would not be told one by one. */
const MOST_MISPLACED = 1_001;

const byIndex = (on: "on" | "off") => `SELECT
  pg_catalog.set_config('enable_indexscan', '${on}', true),
  pg_catalog.set_config('enable_indexonlyscan', '${on}', true),
  pg_catalog.set_config('enable_bitmapscan', '${on}', true)`;

type Stored = {
  readonly tableoid: string;
  readonly events: string;
  readonly misplaced: string;
};

/**
 * That the events which were read are all that the partitions hold. They are read in the order of an
 * index: rows that have no place in it, or that somebody kept out of it, are found by counting alone.
 * `read` is by the partition's oid.
 */
export async function checkStored(
  tx: Transaction,
  read: ReadonlyMap<string, number>,
  partitions: ReadonlyMap<string, string>,
  findings: Findings,
): Promise<void> {
  await tx.rows(byIndex("off"));
  const stored = await tx.rows<Stored>(SELECT_STORED);
  if (stored.some(({ misplaced }) => misplaced !== "0")) {
    await sayMisplaced(tx, partitions, findings);
  }
  await tx.rows(byIndex("on"));
  for (const { tableoid, events, misplaced } of stored) {
    const placed = Number(events) - Number(misplaced);
    const seen = read.get(tableoid) ?? 0;
    if (placed === seen) continue;
    const partition = partitions.get(tableoid) ?? "unknown";
    const says = `${partition} holds ${placed} events, and its index led to ${seen} of them`;
    findings.add({ check: "partition", partition, says });
  }
}

async function sayMisplaced(
  tx: Transaction,
  partitions: ReadonlyMap<string, string>,
  findings: Findings,
): Promise<void> {
  const rows = await tx.rows<{
    event: string;
    tableoid: string;
    epoch: string | null;
    tx: string | null;
  }>(SELECT_MISPLACED, [MOST_MISPLACED]);
  for (const { event, tableoid, epoch, tx: transaction } of rows) {
    const partition = partitions.get(tableoid) ?? "unknown";
    const says = `event ${event} was slipped in: it says that it is of transaction ${transaction ?? "NULL"} of epoch ${epoch ?? "NULL"}, where no event can be`;
    findings.add({ check: "event", event, partition, says });
  }
}
