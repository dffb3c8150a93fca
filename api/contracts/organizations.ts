import { z } from "zod";
import { defineList } from "./list.ts";
import { can, id, moment, oneOrMany, text, timestamp } from "./values.ts";

export const organizationPlan = z.enum(["free", "pro", "enterprise"]);
export const organizationStatus = z.enum(["trial", "active", "past_due", "canceled", "suspended"]);

export const organization = z
  .object({
    id,
    name: z.string(),
    slug: z.string(),
    verified_domain: z.string().nullable(),
    logo_url: z.string().nullable(),
    plan: organizationPlan,
    status: z.string(),
    max_members: z.int(),
    settings: z.record(z.string(), z.unknown()),
    branding: z.record(z.string(), z.unknown()),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: "Organization" });
export type Organization = z.infer<typeof organization>;

export const organizationDetail = organization
  .extend({ members_count: z.int(), can })
  .meta({ id: "OrganizationDetail" });
export type OrganizationDetail = z.infer<typeof organizationDetail>;

export const organizationUpdate = z
  .object({
    name: text.trim().min(1).max(200),
    logo_url: z
      .url({ protocol: /^https$/ })
      .max(2048)
      .nullable(),
    plan: organizationPlan,
    max_members: z.int().min(1).max(100_000),
  })
  .partial()
  .meta({ id: "OrganizationUpdate" });
export type OrganizationUpdate = z.infer<typeof organizationUpdate>;

export const organizationsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    /** Part of a name or slug: organizations are not people, so it may stand in a URL. */
    q: text.trim().min(1).max(200).optional(),
    slug: text.max(100).optional(),
    plan: oneOrMany(organizationPlan).optional(),
    status: oneOrMany(organizationStatus).optional(),
    /** Deleted organizations are left out unless asked for here, or named by `id`. */
    deleted: z.boolean().optional(),
    created_at_gte: moment.optional(),
    created_at_lt: moment.optional(),
  }),
  sorts: ["id", "name", "created_at"],
  defaultSort: ["name", "ASC"],
});
