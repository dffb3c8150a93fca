import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";

/** Where a resource is read, and what is written for it. Those not built yet have no relation. */
const RELATIONS = [
  { resource: "users", reads: "masked_users", writes: ["users"] },
  { resource: "organizations", reads: "organizations", writes: ["organizations"] },
  {
    resource: "organization-members",
    reads: "organization_members",
    writes: ["organization_members", "team_members"],
  },
  {
    resource: "organization-invitations",
    reads: "masked_organization_invitations",
    writes: ["organization_invitations"],
  },
  { resource: "teams", reads: "teams", writes: ["teams"] },
  { resource: "subscriptions", reads: "subscriptions", writes: ["subscriptions"] },
  { resource: "gdpr-requests", reads: "gdpr_requests", writes: ["gdpr_requests", "gdpr_exports"] },
  { resource: "visions", reads: "masked_visions", writes: ["visions"] },
  { resource: "daily-actions", reads: "masked_daily_actions", writes: ["daily_actions"] },
  { resource: "audit-log", reads: "readable_audit_log", writes: ["audit_log"] },
  { resource: "job-runs", reads: "job_runs", writes: ["job_runs"] },
  { resource: "staff", reads: "masked_staff", writes: ["staff", "staff_sessions"] },
];
const VERBS = { INSERT: "create", UPDATE: "update", DELETE: "delete" } as const;

/** The design's table of who reads what, cell by cell. */
const READERS: Record<string, string[]> = {
  users: ["admin", "compliance", "dpo", "support"],
  organizations: ["admin", "compliance", "dpo", "support"],
  "organization-members": ["admin", "compliance", "dpo", "support"],
  "organization-invitations": ["admin", "compliance", "dpo", "support"],
  teams: ["admin", "compliance", "dpo", "support"],
  subscriptions: ["admin", "compliance", "dpo", "support"],
  "gdpr-requests": ["auditor", "compliance", "dpo", "support"],
  visions: ["compliance", "dpo", "support"],
  "daily-actions": ["compliance", "dpo", "support"],
  "audit-log": ["admin", "auditor", "compliance", "dpo", "sre", "support"],
  "job-runs": ["admin", "auditor", "sre"],
  staff: ["admin", "auditor"],
};

describe("staff permissions", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());
  const rolesWhere = async (condition: string, values: unknown[]) =>
    (
      await database.adminPool.query<{ role: string }>(
        `SELECT role FROM staff_roles WHERE ${condition} ORDER BY role`,
        values,
      )
    ).rows.map(({ role }) => role);
  const permitted = (resource: string, verb: string) =>
    rolesWhere("(role, $1, $2) IN (SELECT role, resource, verb FROM staff_permissions)", [
      resource,
      verb,
    ]);
  const granted = (relation: string, privilege: string) =>
    rolesWhere(
      privilege === "DELETE"
        ? "has_table_privilege('fs_' || role, $1, $2)"
        : "has_any_column_privilege('fs_' || role, $1, $2)",
      [relation, privilege],
    );

  it.each(RELATIONS)(
    "the readers of $resource are the design's, here and in the grants",
    async (one) => {
      expect(await permitted(one.resource, "list")).toEqual(READERS[one.resource]);
      expect(await permitted(one.resource, "show")).toEqual(READERS[one.resource]);
      expect(await granted(one.reads, "SELECT")).toEqual(READERS[one.resource]);
    },
  );

  it.each(RELATIONS)(
    "nobody may write $resource in the database who may not by the table",
    async (one) => {
      for (const relation of one.writes) {
        for (const privilege of ["INSERT", "UPDATE", "DELETE"] as const) {
          const allowed = await permitted(one.resource, VERBS[privilege]);
          const roles = await granted(relation, privilege);
          expect(roles.filter((role) => !allowed.includes(role))).toEqual([]);
        }
      }
    },
  );

  it("an SRE has nothing to do with people", async () => {
    const { rows } = await database.adminPool.query(
      "SELECT DISTINCT resource FROM staff_permissions WHERE role = 'sre' ORDER BY resource",
    );
    expect(rows.map(({ resource }) => resource)).toEqual([
      "audit-log",
      "backups",
      "indexes",
      "job-runs",
      "partitions",
      "queries",
    ]);
  });
});
