import { sql } from "kysely";
import type { AliasedRawBuilder } from "kysely";
import { eventsMatching } from "../audit-log/read.ts";
import { matching } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import { readInBatches } from "../database/read-in-batches.ts";
import type { Row, Transaction } from "../database/transaction.ts";
import type { ExportedEvent } from "./event-lines.ts";

const EXPORTED = loadSql(import.meta.url, "./select-exported-events.sql");

/** Events a round trip: memory is a few of these batches, not the trail. */
const BATCH_EVENTS = 1_000;

/** As the list takes it, parsed. */
export type EventFilter = Readonly<Record<string, unknown>>;

/** Where an event stands among the seals, as text. */
export type EventPosition = {
  readonly epoch: string;
  readonly tx: string;
  /** The name of its partition, which a seal names too. */
  readonly partition: string;
};

/** How many events the filter finds, in the snapshot of the transaction. */
export async function countEvents(tx: Transaction, filter: EventFilter): Promise<number> {
  const found = matching(await eventsMatching(tx, filter));
  const [row] = await tx.run(found.select(({ fn }) => fn.countAll<number>().as("events")));
  return row?.events ?? 0;
}

/** Columns of the table, of the events that the filter finds, in the order of the seals. */
export async function* readInOrder<R extends Row>(
  tx: Transaction,
  filter: EventFilter,
  columns: readonly AliasedRawBuilder<unknown, string>[],
  signal: AbortSignal,
): AsyncGenerator<(R & EventPosition)[]> {
  const { sql: text, parameters } = matching(await eventsMatching(tx, filter))
    .select([
      sql`epoch::text`.as("epoch"),
      sql`tx::text`.as("tx"),
      sql`tableoid::regclass::text`.as("partition"),
      ...columns,
    ])
    // Qualified, or ORDER BY takes the texts above.
    .orderBy("audit_log.epoch")
    .orderBy("audit_log.tx")
    .orderBy("audit_log.seq")
    .compile();
  // All of it is read: a plan that is quick with the first tenth is none.
  await tx.rows("SET LOCAL cursor_tuple_fraction = 1");
  yield* readInBatches(tx, { text, values: parameters }, BATCH_EVENTS, signal);
}

/**
 * What the filter finds, as the console shows it: chosen on the table, in order, and read through the view
 * by id, since no order reaches an index through its barrier.
 */
export async function* readExportedEvents(
  tx: Transaction,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<(ExportedEvent & EventPosition)[]> {
  const keys = [sql`id::text`.as("id"), sql`at::text`.as("at")];
  type Key = { id: string; at: string };
  for await (const batch of readInOrder<Key>(tx, filter, keys, signal)) {
    const moments = batch.map(({ at }) => at).toSorted();
    const rows = await tx.rows<ExportedEvent>(EXPORTED, [
      batch.map(({ id }) => id),
      moments[0],
      moments.at(-1),
    ]);
    const found = new Map(rows.map((row) => [row.id, row]));
    yield batch.map(({ id, epoch, tx: transaction, partition }) => {
      const event = found.get(id);
      if (event === undefined) throw new Error("an event of the trail is not in its view");
      return { ...event, epoch, tx: transaction, partition };
    });
  }
}
