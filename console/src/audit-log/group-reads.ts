import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { eventKind } from "./event-look.ts";

type ReadEvent = Pick<AuditEvent, "id" | "action" | "actor_id" | "actor_kind">;

export type EventGroup<E> = { readonly event: E; readonly count: number };

/**
 * Folds reads that one actor made in a row into the newest of them. Opening a page leaves several,
 * and unfolded they push the changes out of sight; changes are never folded.
 */
export function groupReads<E extends ReadEvent>(events: readonly E[]): EventGroup<E>[] {
  const groups: { event: E; count: number }[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last !== undefined && isSameReader(last.event, event)) last.count += 1;
    else groups.push({ event, count: 1 });
  }
  return groups;
}

function isSameReader(one: ReadEvent, other: ReadEvent): boolean {
  return (
    eventKind(one.action) === "read" &&
    eventKind(other.action) === "read" &&
    one.actor_kind === other.actor_kind &&
    one.actor_id === other.actor_id
  );
}
