import type { Row, Transaction } from "../../sql/database/transaction.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";

/**
 * The trace of a page of people's rows: without it a list narrowed to one id would show a person and
 * leave none. `named`: the people whom the filter names; one of them is the event's subject, so that it
 * stands in that person's history. Written after the rows are read, or an event of the trail would
 * head its own list; in the same transaction, so that where it cannot be written nothing is shown.
 */
export async function insertListEvent(
  tx: Transaction,
  resource: string,
  named: string | readonly string[] | undefined,
  rows: readonly Row[],
): Promise<void> {
  const people = [named ?? []].flat();
  await insertEvent(tx, {
    action: "list",
    resource,
    subject: people.length === 1 ? (people[0] ?? null) : null,
    details: { rows: rows.length },
    pii: people.length > 1 ? { people } : {},
  });
}
