/** Why a verb is not possible on this organization now; null when it is. */
export function organizationAbilities(organization: {
  readonly deleted_at: Date | null;
}): Readonly<Record<"update", string | null>> {
  return { update: organization.deleted_at === null ? null : "The organization is deleted." };
}
