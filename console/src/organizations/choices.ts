export const PLANS = ["free", "pro", "enterprise"] as const;
export const STATUSES = ["trial", "active", "suspended", "canceled"] as const;
export const MEMBER_ROLES = ["owner", "admin", "member"] as const;
