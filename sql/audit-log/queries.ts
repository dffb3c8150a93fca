import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const RECORD_EVENT = loadSql(import.meta.url, "./record-event.sql");

export type NewAuditEvent = {
  /** A word of small letters and hyphens. `create`, `update` and `delete` are the row trigger's. */
  readonly action: string;
  /** The resource's stem, as in the API's paths. */
  readonly resource: string;
  /** The real id; the event holds a pseudonym of it where it names a person or a person's row. */
  readonly resource_id?: string | null;
  /** The user the event is about: their real id. */
  readonly subject?: string | null;
  /** Part of what is sealed and never erased: nothing personal may be in it. */
  readonly details?: Record<string, unknown>;
  /** Personal values, erased with the person. */
  readonly pii?: Record<string, unknown>;
};

/**
 * Writes the event of a read, a sign-in, a refusal or a job's act, in the caller's transaction, and
 * answers its id. Who acts, from where and why comes from the transaction's context. Write it before
 * the answer is read: where it cannot be written, nothing is shown.
 */
export async function insertEvent(tx: Transaction, event: NewAuditEvent): Promise<string> {
  const [row] = await tx.rows<{ id: string }>(RECORD_EVENT, [
    event.action,
    event.resource,
    event.resource_id ?? null,
    event.subject ?? null,
    event.details ?? {},
    event.pii ?? {},
  ]);
  if (row === undefined) throw new Error("record_event answered no row");
  return row.id;
}
