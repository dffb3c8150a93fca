import type pg from "pg";
import { isLost } from "../database/errors.ts";
import type { Connections } from "../database/connections.ts";

/** What `withFence` answers when another connection holds the key. */
export const HELD_ELSEWHERE = "held elsewhere";

// Namespaces our keys among all advisory locks of the database ("fs" and a kind). hashtext is not
// documented as stable over major versions, hence sha256; 32 bits: a clash of two keys only makes
// one of them wait for its next turn.
const NAMESPACE = 0x66730001;
const KEY_OF = "('x' || left(encode(sha256(convert_to($2, 'UTF8')), 'hex'), 8))::bit(32)::int";
const TRY_LOCK = `SELECT pg_try_advisory_lock($1, ${KEY_OF}) AS held`;
const UNLOCK = `SELECT pg_advisory_unlock($1, ${KEY_OF})`;

/**
 * Runs `work` while this process alone holds `key`, and on the very connection that holds it: when
 * that connection dies, the fence falls and the work with it. Never waits (a waiter's snapshot
 * deadlocks with CREATE/REINDEX … CONCURRENTLY): answers HELD_ELSEWHERE at once.
 *
 * `work` must do what the fence guards on `client` (`inTransactionOn(client, …)`); the connection is
 * closed afterwards if the lock could not be given back, so a fence is never left in the pool.
 */
export async function withFence<T>(
  pool: Connections,
  key: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | typeof HELD_ELSEWHERE> {
  const client = await pool.connect();
  let discard = true;
  try {
    const { rows } = await client.query<{ held: boolean }>(TRY_LOCK, [NAMESPACE, key]);
    if (rows[0]?.held !== true) {
      discard = false;
      return HELD_ELSEWHERE;
    }
    let lost = false;
    try {
      return await work(client);
    } catch (error) {
      // A server that refuses writes answers still, and would be met again.
      lost = isLost(error);
      throw error;
    } finally {
      discard = !(await unlock(client, key)) || lost;
    }
  } finally {
    client.release(discard);
  }
}

/**
 * Gives the lock back, out of the transaction that a failed work may have left open or aborted. False
 * when the connection is broken: the caller destroys it, which frees the lock a moment later.
 */
async function unlock(client: pg.PoolClient, key: string): Promise<boolean> {
  try {
    if (client.getTransactionStatus() !== "I") await client.query("ROLLBACK");
    await client.query(UNLOCK, [NAMESPACE, key]);
    return true;
  } catch {
    // The error of the work itself is the one to be thrown.
    return false;
  }
}
