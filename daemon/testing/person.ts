import type pg from "pg";
import { inTransaction } from "../../sql/database/transaction.ts";
import { insertExport } from "../../sql/gdpr-exports/queries.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import { exportPersonalData } from "../../sql/queues/export-personal-data.ts";

/** A user with `events` analytics events of this month, as the administrator. */
export async function insertPerson(
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

/** What the API does for an access request: request, export and job in one transaction. */
export async function requestExport(
  adminPool: pg.Pool,
  enqueuer: Pick<Enqueuer, "send"> | undefined,
  userId: string,
): Promise<string> {
  return inTransaction(adminPool, "none", {}, async (tx) => {
    const [request] = await tx.rows<{ id: string }>(
      "INSERT INTO gdpr_requests (user_id, type, channel) VALUES ($1, 'access', 'token') RETURNING id",
      [userId],
    );
    if (request === undefined) throw new Error("INSERT … RETURNING answered no row");
    await insertExport(tx, { request_id: request.id, user_id: userId });
    if (enqueuer !== undefined) {
      await exportPersonalData.enqueue(enqueuer, tx, { request_id: request.id });
    }
    return request.id;
  });
}
