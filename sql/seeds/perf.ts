import type pg from "pg";
import type { ConnectionSettings } from "../database/connection.ts";
import type { Keys } from "../database/keys.ts";
import { withClient } from "../database/with-client.ts";
import { loadPeople } from "./load-people.ts";

/**
 * People of one transaction: small enough that locks are short while the stack runs, large enough
 * that planning and the temporary tables do not count.
 */
const BATCH = 500;

export type Progress = { readonly users: number; readonly seconds: number };

/**
 * Adds `users` people with all their rows to whatever is there, batch by batch; each batch is whole
 * or not there. The caller refuses in production.
 */
export async function addUsers(
  admin: ConnectionSettings,
  users: number,
  keys: Keys,
  onBatch: (progress: Progress) => void,
): Promise<void> {
  const begun = performance.now();
  await withClient(admin, "seeds-perf", async (client) => {
    // Two loads at once would draw the same numbers.
    await client.query("SELECT pg_advisory_lock(hashtextextended('seed_perf', 0))");
    const begin = (await selectLastNumber(client)) + 1;
    for (let done = 0; done < users;) {
      const size = Math.min(BATCH, users - done);
      const first = begin + done;
      await client.query("BEGIN");
      await loadPeople(client, { first, last: first + size - 1, moment: new Date(), keys });
      await client.query("COMMIT");
      done += size;
      onBatch({ users: done, seconds: (performance.now() - begun) / 1000 });
    }
    await client.query("ANALYZE");
  });
}

/**
 * The number of the person last made: it ends the local part of every demo address. Reads all users,
 * hence once a run.
 */
async function selectLastNumber(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ last: number | null }>(
    `SELECT max(substring(email FROM '^[a-z]+\\.[a-z]+([0-9]{1,9})@')::bigint) AS last FROM users`,
  );
  return rows[0]?.last ?? 0;
}
