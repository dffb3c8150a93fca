import { z } from "zod";
import { defineList } from "./list.ts";
import { can, id, oneOrMany, timestamp } from "./values.ts";

export const organizationMemberRole = z.enum(["owner", "admin", "member"]);

export const organizationMember = z
  .object({
    id,
    organization_id: id,
    user_id: id,
    role: organizationMemberRole,
    invited_by: id.nullable(),
    /** What the organization calls them; for its administrators. Staff read users. */
    name: z.string().nullable(),
    joined_at: timestamp,
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: "OrganizationMember" });
export type OrganizationMember = z.infer<typeof organizationMember>;

export const organizationMemberDetail = organizationMember
  .extend({ can })
  .meta({ id: "OrganizationMemberDetail" });

export const organizationMemberCreate = z
  .strictObject({ organization_id: id, user_id: id, role: organizationMemberRole })
  .meta({ id: "OrganizationMemberCreate" });

export const organizationMemberUpdate = z
  .object({ role: organizationMemberRole })
  .partial()
  .meta({ id: "OrganizationMemberUpdate" });

export const organizationMembersList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    organization_id: id.optional(),
    user_id: id.optional(),
    role: organizationMemberRole.optional(),
  }),
  sorts: ["id", "created_at"],
  defaultSort: ["created_at", "DESC"],
  // An administrator's page looks up a name for each.
  pageLimit: 250,
  narrow: ["user_id"],
  served: { id: [["organization_id"]], created_at: [["organization_id", "role"]] },
});
