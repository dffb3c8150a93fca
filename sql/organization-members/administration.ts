import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT_ROLES = loadSql(import.meta.url, "./select-administered-roles.sql");
const SELECT_NAMES = loadSql(import.meta.url, "./select-member-names.sql");

/**
 * As fs_org_admin: the roles that the acting person may give, change and take away in the organization
 * their token names; none when they do not administer it, or no longer.
 */
export async function selectAdministeredRoles(tx: Transaction): Promise<readonly string[]> {
  return (await tx.rows<{ roles: string[] }>(SELECT_ROLES))[0]?.roles ?? [];
}

/** As fs_org_admin: what members are called, by user id; the deleted have no name. */
export async function selectMemberNames(
  tx: Transaction,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.rows<{ user_id: string; name: string }>(SELECT_NAMES, [userIds]);
  return new Map(rows.map(({ user_id, name }) => [user_id, name]));
}

/** Why a member, or an invitation, of these roles is not the acting person's to handle; null when it is. */
export function rankRefusal(
  administered: readonly string[],
  ...roles: readonly string[]
): string | null {
  return roles.every((role) => administered.includes(role))
    ? null
    : "Only an owner of the organization makes, changes or removes an owner.";
}
