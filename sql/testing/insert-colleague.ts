import type pg from "pg";
import type { CallerContext } from "../database/transaction.ts";

/** An active colleague of the role (`support`), as who acts: under a staff role nobody else may. */
export async function insertColleague(admin: pg.Pool, role: string): Promise<CallerContext> {
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO staff (email, name, role, password_hash)
     VALUES (gen_random_uuid() || '@colleague.example', $1, $1, 'x') RETURNING id`,
    [role],
  );
  if (rows[0] === undefined) throw new Error("INSERT gave no row");
  return { actor_kind: "staff", actor_id: rows[0].id };
}
