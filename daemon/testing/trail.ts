import { randomUUID } from "node:crypto";
import type pg from "pg";
import { requestAuditExport } from "../../sql/audit-exports/request-audit-export.ts";
import type { AuditExportFormat } from "../../sql/audit-exports/queries.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";

/** A colleague of that role, as the administrator. */
export async function insertColleague(adminPool: pg.Pool, role = "auditor"): Promise<string> {
  const { rows } = await adminPool.query<{ id: string }>(
    `INSERT INTO staff (email, name, role, password_hash)
     VALUES ($1, 'A colleague', $2, 'h') RETURNING id`,
    [`${randomUUID()}@futuresync.example`, role],
  );
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING answered no row");
  return rows[0].id;
}

/**
 * An export as the API asks for it, in the name of a new auditor. Without an enqueuer its job is missing,
 * as when a kill took it: the test runs the job itself.
 */
export async function requestTrail(
  database: { readonly adminPool: pg.Pool; pool(login: "futuresync_api"): pg.Pool },
  asked: {
    readonly format?: AuditExportFormat;
    readonly filter?: Readonly<Record<string, unknown>>;
    readonly staff_id?: string;
  },
  enqueuer: Pick<Enqueuer, "send"> = { send: async () => true },
): Promise<string> {
  const staff_id = asked.staff_id ?? (await insertColleague(database.adminPool));
  return inTransaction(
    database.pool("futuresync_api"),
    "fs_auditor",
    { actor_kind: "staff", actor_id: staff_id },
    (tx) =>
      requestAuditExport(tx, enqueuer, {
        staff_id,
        format: asked.format ?? "ndjson",
        filter: asked.filter ?? {},
      }),
  );
}
