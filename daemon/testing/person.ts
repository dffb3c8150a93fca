import type pg from "pg";
import { inTransaction } from "../../sql/database/transaction.ts";
import { insertExport } from "../../sql/gdpr-exports/queries.ts";
import { fileAccessRequest } from "../../sql/gdpr-requests/file-access-request.ts";
import { insertGdprRequest } from "../../sql/gdpr-requests/queries.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";

/** A user with `events` analytics events of this month, as the administrator. */
export async function insertPersonWithEvents(
  adminPool: pg.Pool,
  person: { readonly email: string; readonly name: string; readonly events: number },
): Promise<string> {
  const { rows } = await adminPool.query<{ id: string }>(
    "INSERT INTO users (email, name) VALUES ($1, $2) RETURNING id",
    [person.email, person.name],
  );
  const [user] = rows;
  if (user === undefined) throw new Error("INSERT … RETURNING answered no row");
  await adminPool.query(
    `INSERT INTO analytics_events (user_id, name, properties, agent)
     SELECT $1, 'action.completed',
       jsonb_build_object('number', n, 'screen', 'today', 'note', repeat(md5(n::text), 4)), 'test agent'
     FROM generate_series(1, $2) AS n`,
    [user.id, person.events],
  );
  return user.id;
}

/**
 * An access request as the API files it. Without an enqueuer its job is missing, as when a kill took
 * it: the test runs the job itself.
 */
export async function requestExport(
  adminPool: pg.Pool,
  enqueuer: Pick<Enqueuer, "send"> | undefined,
  user_id: string,
): Promise<string> {
  const values = { user_id, channel: "token", created_by_staff: null, note: null } as const;
  return inTransaction(adminPool, "none", {}, async (tx) => {
    if (enqueuer !== undefined) {
      return (await fileAccessRequest(tx, enqueuer, values)).request_id;
    }
    const { id } = await insertGdprRequest(tx, { ...values, type: "access" });
    await insertExport(tx, { request_id: id, user_id });
    return id;
  });
}
