import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT = load("select-member");
const INSERT = load("insert-member");
const UPDATE_ROLE = load("update-member-role");
const DELETE = load("delete-member");

const COLUMNS = [
  "id",
  "organization_id",
  "user_id",
  "role",
  "invited_by",
  "joined_at",
  "created_at",
  "updated_at",
  "version",
] as const;

export type OrganizationMemberRow = {
  id: string;
  organization_id: string;
  user_id: string;
  role: "owner" | "admin" | "member";
  invited_by: string | null;
  joined_at: Date;
  created_at: Date;
  updated_at: Date;
  version: number;
};

export async function selectOrganizationMembers(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<OrganizationMemberRow>> {
  return selectPage(tx, { ...request, from: "organization_members", columns: COLUMNS }, totalLimit);
}

export async function selectOptionalOrganizationMember(
  tx: Transaction,
  id: string,
): Promise<OrganizationMemberRow | undefined> {
  return (await tx.rows<OrganizationMemberRow>(SELECT, [id]))[0];
}

export async function insertOrganizationMember(
  tx: Transaction,
  member: Pick<OrganizationMemberRow, "organization_id" | "user_id" | "role">,
): Promise<OrganizationMemberRow> {
  const { organization_id, user_id, role } = member;
  const rows = await tx.rows<OrganizationMemberRow>(INSERT, [organization_id, user_id, role]);
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING gave no row");
  return rows[0];
}

type Key = { readonly id: string; readonly version: number };

/** Undefined when the membership no longer has that version. */
export async function updateOrganizationMemberRole(
  tx: Transaction,
  key: Key,
  role: OrganizationMemberRow["role"],
): Promise<OrganizationMemberRow | undefined> {
  return (await tx.rows<OrganizationMemberRow>(UPDATE_ROLE, [key.id, key.version, role]))[0];
}

/** False when the membership no longer has that version. */
export async function deleteOrganizationMember(tx: Transaction, key: Key): Promise<boolean> {
  return (await tx.rows(DELETE, [key.id, key.version])).length > 0;
}
