type InvitationState = "open" | "accepted" | "revoked" | "expired";

type Dates = {
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
  readonly revoked_at: Date | null;
};

/** The clock ends an invitation, no job: an open one whose time is over is expired. */
export function invitationState(invitation: Dates): InvitationState {
  if (invitation.accepted_at !== null) return "accepted";
  if (invitation.revoked_at !== null) return "revoked";
  return invitation.expires_at <= new Date() ? "expired" : "open";
}

const OVER = {
  open: null,
  accepted: "The invitation is accepted.",
  revoked: "The invitation is revoked already.",
  expired: "The invitation has expired.",
} as const;

/** Why an invitation cannot be revoked now; null when it can. */
export function revokeRefusal(invitation: Dates): string | null {
  return OVER[invitationState(invitation)];
}
