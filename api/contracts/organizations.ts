import { z } from "zod";
import { between, defineList } from "./list.ts";
import { can, id, oneOrMany, text, timestamp } from "./values.ts";

const organizationPlan = z.enum(["free", "pro", "enterprise"]);
const organizationStatus = z.enum(["trial", "active", "suspended", "canceled"]);

const organizationSettings = z.strictObject({
  auto_join: z.boolean().optional(),
  default_role: z.enum(["member", "admin"]).optional(),
  /** 0 is Sunday. */
  week_starts_on: z.int().min(0).max(6).optional(),
  allow_public_posts: z.boolean().optional(),
});

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "is not a color such as #1a2b3c");
const organizationBranding = z.strictObject({
  primary_color: color.optional(),
  accent_color: color.optional(),
  tagline: text.max(200).optional(),
});

export const organization = z
  .object({
    id,
    name: z.string(),
    slug: z.string(),
    verified_domain: z.string().nullable(),
    logo_url: z.string().nullable(),
    plan: organizationPlan,
    status: organizationStatus,
    max_members: z.int(),
    settings: organizationSettings,
    branding: organizationBranding,
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
    status: organizationStatus,
    max_members: z.int().min(1).max(100_000),
    settings: organizationSettings,
    branding: organizationBranding,
  })
  .partial()
  .meta({ id: "OrganizationUpdate" });

export const organizationsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    /** Part of a name or slug: organizations are not people, so it may stand in a URL. */
    q: text.trim().min(1).max(200).optional(),
    slug: text.max(100).optional(),
    plan: organizationPlan.optional(),
    status: organizationStatus.optional(),
    /** Deleted organizations are left out unless asked for here, or named by `id`. */
    deleted: z.boolean().optional(),
    ...between("created_at"),
  }),
  sorts: ["id", "name", "created_at"],
  defaultSort: ["name", "ASC"],
});
