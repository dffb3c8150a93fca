import { signedMessage } from "../audit-seals/proof.ts";
import type { Seal } from "../audit-seals/seal.ts";
import { selectSeals } from "../audit-seals/queries.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const OTHERS = loadSql(import.meta.url, "./select-other-seals.sql");
const BATCH_SEALS = 1_000;

/**
 * The seals named, and all that are no interval of events (keys, epochs, resumptions, dropped months), in
 * their order: each as what was signed and its signature, a line each.
 */
export async function* readSeals(
  tx: Transaction,
  installationId: string,
  named: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly rows: number; readonly lines: Buffer }> {
  const others = await tx.rows<{ n: string }>(OTHERS);
  const numbers = new Set([...named, ...others.map(({ n }) => n)]);
  const ordered = [...numbers].toSorted((a, b) => Number(a) - Number(b));
  for (let from = 0; from < ordered.length; from += BATCH_SEALS) {
    signal.throwIfAborted();
    const seals = await selectSeals(tx, ordered.slice(from, from + BATCH_SEALS));
    const line = (seal: Seal) => `${JSON.stringify(signedMessage(installationId, seal))}\n`;
    const byNumber = seals.toSorted((a, b) => Number(a.n) - Number(b.n));
    yield { rows: seals.length, lines: Buffer.from(byNumber.map(line).join("")) };
  }
}
