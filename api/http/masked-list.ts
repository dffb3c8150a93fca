import type { Logger } from "../../sql/process/log.ts";
import type { NewAuditEvent } from "../../sql/audit-log/queries.ts";
import { NoPrimaryError, OutcomeUnknownError, isLost } from "../../sql/database/errors.ts";
import type { Connections } from "../../sql/database/connections.ts";
import type { Hosts } from "../../sql/database/hosts/open-hosts.ts";
import type { Reply, Transact } from "./route.ts";

type MaskedList = {
  readonly hosts: Hosts;
  /** Of the session's last write. */
  readonly position: bigint | undefined;
  readonly work: (transact: Transact) => Promise<Reply>;
  readonly onPrimary: Transact;
  /** A read-only transaction; events are only handed on. */
  readonly onStandby: (pool: Connections, handOn: (event: NewAuditEvent) => void) => Transact;
  readonly log: Pick<Logger, "warn">;
};

/**
 * A masked list, from a standby that shows what this session wrote, else from the primary. Wherever the
 * rows come from, their event is on the primary before they leave. Without a primary a list of everybody
 * goes on, and the log says so; one that names people does not: it would show a person and leave no trace.
 */
export function readMaskedList(list: MaskedList): Promise<Reply> {
  const { hosts, position, work, onPrimary, onStandby } = list;
  return hosts.read({ prefer: "replica", position }, async ({ pool, isPrimary }) => {
    if (isPrimary) return work(onPrimary);
    const events: NewAuditEvent[] = [];
    const reply = await work(onStandby(pool, (event) => events.push(event)));
    for (const event of events) await leaveOnPrimary(list, event);
    return reply;
  });
}

async function leaveOnPrimary({ onPrimary, log }: MaskedList, event: NewAuditEvent): Promise<void> {
  try {
    await onPrimary((_tx, leaveEvent) => leaveEvent(event));
  } catch (error) {
    const isAway =
      error instanceof NoPrimaryError || error instanceof OutcomeUnknownError || isLost(error);
    if (!isAway || namesPeople(event)) throw error;
    log.warn({ resource: event.resource, error }, "a masked list was read without its event");
  }
}

function namesPeople({ subject, pii }: NewAuditEvent): boolean {
  return (subject ?? null) !== null || Object.keys(pii ?? {}).length > 0;
}
