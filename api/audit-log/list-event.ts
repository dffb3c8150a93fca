import type { LeaveEvent } from "../http/route.ts";
import type { Row } from "../../sql/database/transaction.ts";

/**
 * The trace of a page of people's rows: without it a list narrowed to one id would show a person and
 * leave none. `named`: the people whom the filter names; one of them is the event's subject, so that it
 * stands in that person's history. Written after the rows are read, or an event of the trail would
 * head its own list; and before they leave, so that where it cannot be written nothing is shown (but see
 * http/masked-list.ts).
 */
export async function leaveListEvent(
  leaveEvent: LeaveEvent,
  resource: string,
  named: string | readonly string[] | undefined,
  rows: readonly Row[],
): Promise<void> {
  const people = [named ?? []].flat();
  await leaveEvent({
    action: "list",
    resource,
    subject: people.length === 1 ? (people[0] ?? null) : null,
    details: { rows: rows.length },
    pii: people.length > 1 ? { people } : {},
  });
}
