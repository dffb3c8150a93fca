/** Why a verb is not possible on this person now; null when it is. Who may do it is another table. */
export function userAbilities(user: {
  readonly is_active: boolean;
  readonly deleted_at: Date | null;
  readonly restricted_at: Date | null;
}): Readonly<Record<"update" | "suspend" | "unsuspend" | "reveal" | "delete", string | null>> {
  if (user.deleted_at !== null) {
    const reason = "The account is deleted.";
    return { update: reason, suspend: reason, unsuspend: reason, reveal: reason, delete: reason };
  }
  return {
    // GDPR 18(2): data under restriction may be stored, and otherwise not be processed.
    update: user.restricted_at === null ? null : "Processing of this person's data is restricted.",
    suspend: user.is_active ? null : "The account is suspended already.",
    unsuspend: user.is_active ? "The account is not suspended." : null,
    // Under restriction too: the person has to be told before it is lifted (GDPR 18(3)).
    reveal: null,
    // Suspended or restricted, the right to erasure stays (GDPR 17).
    delete: null,
  };
}
