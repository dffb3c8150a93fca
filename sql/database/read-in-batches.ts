import type { Row, Transaction } from "./transaction.ts";

/**
 * The rows of a query some at a time, by a cursor in the caller's transaction and from its snapshot:
 * memory is one batch, whatever their number. One query at a time.
 */
export async function* readInBatches<R extends Row>(
  tx: Transaction,
  query: { readonly text: string; readonly values: readonly unknown[] },
  size: number,
  signal: AbortSignal,
): AsyncGenerator<R[]> {
  // A cursor is closed by a failed transaction by itself.
  await tx.rows(`DECLARE batches NO SCROLL CURSOR FOR ${query.text}`, query.values);
  for (;;) {
    signal.throwIfAborted();
    const batch = await tx.rows<R>(`FETCH ${size} FROM batches`);
    if (batch.length > 0) yield batch;
    if (batch.length < size) break;
  }
  await tx.rows("CLOSE batches");
}
