import type { SealedEvent } from "../../audit-log/canonical.ts";
import { loadSql } from "../../database/load-sql.ts";
import type { Transaction } from "../../database/transaction.ts";
import { millisecondOf } from "./check-time.ts";
import type { Position } from "./position.ts";

const SELECT_TRANSACTIONS = loadSql(import.meta.url, "./select-transactions.sql");
const SELECT_LATEST_BEFORE = loadSql(import.meta.url, "./select-latest-before.sql");
const DECLARE_EVENTS = loadSql(import.meta.url, "./declare-events.sql");

/** Memory is two batches. 250 to 4,000 rows made no difference beyond the noise (300,000 events). */
const BATCH_ROWS = 1_000;

export type StoredEvent = SealedEvent & {
  /** Of the partition it lies in. */
  readonly tableoid: string;
  /** `at` as seconds since 1970, infinite ones too. Null where NOT NULL was dropped. */
  readonly at_seconds: number | null;
  readonly leaf: Buffer;
  readonly pii: string | null;
  readonly pii_salt: Buffer | null;
};

/**
 * The events from `from` up to `to` (excluded), in the order of the leaves, batch by batch. The server
 * reads the next batch while the last one is worked on.
 */
export async function* readEvents(
  tx: Transaction,
  from: Position,
  to: Position,
): AsyncGenerator<readonly StoredEvent[]> {
  const bounds = [from.epoch, String(from.tx), to.epoch, String(to.tx)];
  await tx.rows(DECLARE_EVENTS, bounds);
  const fetch = () => {
    const batch = tx.rows<StoredEvent>(`FETCH ${BATCH_ROWS} FROM verified_events`);
    // Awaited later; until then a failure must not count as unhandled.
    batch.catch(() => undefined);
    return batch;
  };
  let next = fetch();
  for (;;) {
    const batch = await next;
    if (batch.length === 0) break;
    next = fetch();
    yield batch;
  }
  await tx.rows("CLOSE verified_events");
}

/** What this snapshot may show. */
export type Transactions = {
  /** Every transaction below it has ended. */
  readonly horizon: Position;
  /** No transaction from here on has begun. */
  readonly beyond: Position;
};

export async function selectTransactions(tx: Transaction): Promise<Transactions> {
  const [row] = await tx.rows<{ epoch: string | null; horizon: string; beyond: string }>(
    SELECT_TRANSACTIONS,
  );
  const epoch = Number(row?.epoch ?? 0);
  return {
    horizon: { epoch, tx: BigInt(row?.horizon ?? 0) },
    beyond: { epoch, tx: BigInt(row?.beyond ?? 0) },
  };
}

/** The latest time of the events before a place, in milliseconds. */
export async function selectLatestBefore(tx: Transaction, place: Position): Promise<number> {
  const [row] = await tx.rows<{ seconds: number | null }>(SELECT_LATEST_BEFORE, [
    place.epoch,
    String(place.tx),
  ]);
  return row?.seconds == null ? -Infinity : millisecondOf(row.seconds);
}
