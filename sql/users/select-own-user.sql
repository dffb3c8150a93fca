-- As fs_member: the policy shows this person's own row only.
SELECT id, email, email_verified_at, name, display_name, avatar_url, timezone, locale, role, is_active,
  suspension_reason, suspended_at, suspended_until, restricted_at, last_login, onboarding_completed,
  trial_ends_at, created_at, updated_at, deleted_at, version
FROM users
WHERE id = $1;
