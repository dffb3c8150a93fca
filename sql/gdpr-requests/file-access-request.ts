import type { Transaction } from "../database/transaction.ts";
import { insertExport, selectOptionalOpenExport } from "../gdpr-exports/queries.ts";
import type { Enqueuer } from "../queues/boss.ts";
import { exportPersonalData } from "../queues/export-personal-data.ts";
import { insertGdprRequest, lockPersonForExport } from "./queries.ts";

/**
 * Files an access request (GDPR 15) and starts its export: request, export and job in the caller's
 * transaction. One export of a person at a time: `filed` is false when one is open, whose request
 * is answered instead.
 */
export async function fileAccessRequest(
  tx: Transaction,
  enqueuer: Pick<Enqueuer, "send">,
  values: {
    readonly user_id: string;
    readonly channel: "console" | "token";
    readonly created_by_staff: string | null;
    readonly note: string | null;
  },
): Promise<{ readonly request_id: string; readonly filed: boolean }> {
  await lockPersonForExport(tx, values.user_id);
  const open = await selectOptionalOpenExport(tx, values.user_id);
  if (open !== undefined) return { request_id: open, filed: false };
  const request = await insertGdprRequest(tx, { ...values, type: "access" });
  const request_id = request.id;
  await insertExport(tx, { request_id, user_id: values.user_id });
  await exportPersonalData.enqueue(enqueuer, tx, { request_id });
  return { request_id, filed: true };
}
