import { sql } from "kysely";
import type { SqlBool } from "kysely";
import { composer, selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

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

export type OrganizationsFilter = Readonly<Record<string, unknown>> & {
  readonly q?: string | undefined;
  readonly deleted?: boolean | undefined;
};

/** `q` is part of a name or slug. Deleted ones only when asked for, or named by id. */
export async function selectOrganizations(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns" | "conditions"> & {
    readonly filter: OrganizationsFilter;
  },
  totalLimit: number,
): Promise<Page<OrganizationRow>> {
  const { q, deleted, ...filter } = request.filter;
  const wanted = deleted ?? (filter["id"] === undefined ? false : undefined);
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
        ...(wanted === undefined ? [] : [builder("deleted_at", wanted ? "is not" : "is", null)]),
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
  const updated = await tx.run(
    composer
      .updateTable("organizations")
      .set(changes)
      .where("id", "=", key.id)
      .where("version", "=", key.version)
      .where("deleted_at", "is", null)
      .returning("id"),
  );
  return updated.length > 0;
}
