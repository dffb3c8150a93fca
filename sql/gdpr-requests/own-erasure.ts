import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const FILE = loadSql(import.meta.url, "./file-own-erasure.sql");
const WITHDRAW = loadSql(import.meta.url, "./withdraw-own-erasure.sql");

/**
 * As fs_member: deletes the account of the acting person softly, ends their sessions and files their
 * erasure (GDPR 17), or answers the request that is open. Undefined: deleted in another way.
 */
export async function fileOwnErasure(tx: Transaction): Promise<string | undefined> {
  const [filed] = await tx.rows<{ request_id: string | null }>(FILE);
  return filed?.request_id ?? undefined;
}

/**
 * As fs_member: takes the erasure back and restores the account. False: no erasure of theirs is open
 * under that id. One that has begun is refused by the transition (gdpr_requests_transition).
 */
export async function withdrawOwnErasure(tx: Transaction, requestId: string): Promise<boolean> {
  const [done] = await tx.rows<{ withdrawn: boolean }>(WITHDRAW, [requestId]);
  return done?.withdrawn === true;
}
