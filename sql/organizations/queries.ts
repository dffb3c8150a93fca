import { sql } from "kysely";
import type { SqlBool } from "kysely";
import { selectPage, withoutDeleted } from "../database/list.ts";
import type { ListQuery, LivingFilter, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import { updateAtVersion } from "../database/update-at-version.ts";

const SELECT = loadSql(import.meta.url, "./select-organization.sql");
const COUNT_MEMBERS = loadSql(import.meta.url, "./count-members.sql");

const COLUMNS = [
  "id",
  "name",
  "slug",
  "verified_domain",
  "logo_url",
  "plan",
  "status",
  "max_members",
  "settings",
  "branding",
  "created_at",
  "updated_at",
  "deleted_at",
  "version",
] as const;

export type OrganizationRow = {
  id: string;
  name: string;
  slug: string;
  verified_domain: string | null;
  logo_url: string | null;
  plan: string;
  status: string;
  max_members: number;
  settings: Record<string, unknown>;
  branding: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
};

export type OrganizationsFilter = LivingFilter & { readonly q?: string | undefined };

/** `q` is part of a name or slug. Deleted ones only when asked for, or named by id. */
export async function selectOrganizations(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns" | "conditions"> & {
    readonly filter: OrganizationsFilter;
  },
  totalLimit: number,
): Promise<Page<OrganizationRow>> {
  const { q, ...columns } = request.filter;
  const { filter, conditions } = withoutDeleted(columns);
  // What LIKE would read as a wildcard is meant as itself.
  const pattern =
    q === undefined ? undefined : `%${q.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  return selectPage(
    tx,
    {
      ...request,
      filter,
      from: "organizations",
      columns: COLUMNS,
      conditions: (builder) => [
        ...conditions(builder),
        ...(pattern === undefined
          ? []
          : [sql<SqlBool>`(lower(name) LIKE ${pattern} OR slug LIKE ${pattern})`]),
      ],
    },
    totalLimit,
  );
}

export async function selectOptionalOrganization(
  tx: Transaction,
  id: string,
): Promise<OrganizationRow | undefined> {
  return (await tx.rows<OrganizationRow>(SELECT, [id]))[0];
}

export async function selectMembersCount(tx: Transaction, id: string): Promise<number> {
  return (await tx.rows<{ members: number }>(COUNT_MEMBERS, [id]))[0]?.members ?? 0;
}

/** Changes a living organization if it still has `version`; false when it has not. */
export async function updateOrganization(
  tx: Transaction,
  key: { readonly id: string; readonly version: number },
  changes: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  return updateAtVersion(tx, "organizations", key, changes);
}
