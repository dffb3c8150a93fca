import type pg from "pg";
import { selectOldestWriter } from "../../sql/audit-seals/queries.ts";
import { inTransactionOn } from "../../sql/database/transaction.ts";
import type { Logger } from "../../sql/process/log.ts";

/**
 * Says which process holds back the seals when it has done so for longer than `patience` seconds: the
 * metric knows only for how long, and somebody has to end it.
 */
export async function warnOfWriter(
  client: pg.ClientBase,
  log: Logger,
  patience = 60,
): Promise<void> {
  const writer = await inTransactionOn(client, "pg_monitor", {}, selectOldestWriter);
  if (writer === undefined || writer.seconds < patience) return;
  log.warn(
    { ...writer, seconds: Math.round(writer.seconds) },
    "an open transaction holds back the seals: events behind it have no proof yet",
  );
}
