import type { Connections } from "../database/connections.ts";
import { loadSql } from "../database/load-sql.ts";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, Transaction } from "../database/transaction.ts";

const REDACT = loadSql(import.meta.url, "./redact-events.sql");
const FORGET = loadSql(import.meta.url, "./forget-pseudonyms.sql");
const FORGET_EXPORTS = loadSql(import.meta.url, "./forget-exports.sql");
const PARTITIONS = loadSql(import.meta.url, "./select-partition-bounds.sql");

/** Events a transaction: their rows are written anew, and the event of the redaction names each. */
const BATCH = 500;

export type Erased = {
  /** users.id */
  readonly person: string;
  /** Their ids and addresses, and what they are called. Somebody else's is refused (22023). */
  readonly needles: readonly string[];
};

/**
 * Empties the personal values of every event of a person, and of everybody's that hold one of the needles:
 * partition after partition, in transactions of up to 500 events as fs_worker. Killed anywhere, the next
 * call goes on. First the exports of the trail that name the person lose name and file. Answers how many events it emptied. Afterwards, as the last step of an erasure:
 * `forgetPseudonyms`.
 */
export async function redactPerson(
  pool: Connections,
  context: CallerContext,
  { person, needles }: Erased,
): Promise<number> {
  const asWorker = <T>(work: (tx: Transaction) => Promise<T>) =>
    inTransaction(pool, "fs_worker", context, work);
  await asWorker((tx) => tx.rows(FORGET_EXPORTS, [person]));
  const months = await asWorker((tx) => tx.rows<{ since: string; until: string }>(PARTITIONS));
  let total = 0;
  for (const { since, until } of months) {
    for (;;) {
      const [row] = await asWorker((tx) =>
        tx.rows<{ redacted: number }>(REDACT, [person, needles, BATCH, since, until]),
      );
      const redacted = row?.redacted ?? 0;
      total += redacted;
      if (redacted < BATCH) break;
    }
  }
  return total;
}

/**
 * From here on nothing in the trail resolves to the person. Refused (55000) while events of theirs hold
 * personal values. Answers how many pseudonyms went.
 */
export async function forgetPseudonyms(tx: Transaction, person: string): Promise<number> {
  const [row] = await tx.rows<{ forgotten: number }>(FORGET, [person]);
  return row?.forgotten ?? 0;
}
