UPDATE users
SET is_active = true, suspension_reason = NULL, suspended_at = NULL, suspended_until = NULL
WHERE id = $1 AND NOT is_active AND deleted_at IS NULL
RETURNING id;
