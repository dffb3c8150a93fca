UPDATE users
SET is_active = false, suspension_reason = $2, suspended_at = now(), suspended_until = $3
WHERE id = $1 AND is_active AND deleted_at IS NULL
RETURNING id;
