import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT = load("select-request");
const INSERT = load("insert-request");
const LOCK_PERSON = load("lock-person");

const COLUMNS = [
  "id",
  "user_id",
  "type",
  "channel",
  "state",
  "received_on",
  "note",
  "created_by_staff",
  "created_at",
  "updated_at",
  "version",
] as const;

export type GdprRequestRow = {
  id: string;
  user_id: string;
  type: string;
  channel: string;
  state: string;
  /** YYYY-MM-DD */
  received_on: string;
  note: string | null;
  created_by_staff: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
};

export async function selectGdprRequests(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<GdprRequestRow>> {
  return selectPage(tx, { ...request, from: "gdpr_requests", columns: COLUMNS }, totalLimit);
}

export async function selectOptionalGdprRequest(
  tx: Transaction,
  id: string,
): Promise<GdprRequestRow | undefined> {
  return (await tx.rows<GdprRequestRow>(SELECT, [id]))[0];
}

/** Until the end of the transaction nobody else files an access request for this person. */
export async function lockPersonForExport(tx: Transaction, userId: string): Promise<void> {
  await tx.rows(LOCK_PERSON, [userId]);
}

export async function insertGdprRequest(
  tx: Transaction,
  values: Pick<GdprRequestRow, "user_id" | "type" | "channel" | "created_by_staff" | "note">,
): Promise<GdprRequestRow> {
  const { user_id, type, channel, created_by_staff, note } = values;
  const rows = await tx.rows<GdprRequestRow>(INSERT, [
    user_id,
    type,
    channel,
    created_by_staff,
    note,
  ]);
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING gave no row");
  return rows[0];
}
