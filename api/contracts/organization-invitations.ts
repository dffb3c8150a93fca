import { z } from "zod";
import { defineList } from "./list.ts";
import { organizationMemberRole } from "./organization-members.ts";
import { can, id, oneOrMany, text, timestamp } from "./values.ts";

export const organizationInvitation = z
  .object({
    id,
    organization_id: id,
    /** Masked for staff; the organization's administrators see whom they invited. */
    email: z.string(),
    role: organizationMemberRole,
    state: z.enum(["open", "accepted", "revoked", "expired"]),
    invited_by: id.nullable(),
    accepted_by: id.nullable(),
    expires_at: timestamp,
    accepted_at: timestamp.nullable(),
    revoked_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: "OrganizationInvitation" });
export type OrganizationInvitation = z.infer<typeof organizationInvitation>;

export const organizationInvitationDetail = organizationInvitation
  .extend({ can })
  .meta({ id: "OrganizationInvitationDetail" });

export const organizationInvitationCreate = z
  .strictObject({
    email: text
      .trim()
      .regex(/^[^@\s]+@[^@\s]+$/, "is not an e-mail address")
      .max(254),
    role: organizationMemberRole.default("member"),
  })
  .meta({ id: "OrganizationInvitationCreate" });

export const organizationInvitationCreated = organizationInvitationDetail
  .extend({
    /** For the invited person; shown this once, and kept by nobody. */
    token: z.string(),
  })
  .meta({ id: "OrganizationInvitationCreated" });

export const organizationInvitationRevoke = z
  .strictObject({})
  .meta({ id: "OrganizationInvitationRevoke" });

export const organizationInvitationsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    organization_id: id.optional(),
  }),
  sorts: ["id"],
  defaultSort: ["id", "DESC"],
});
