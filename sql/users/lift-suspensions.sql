-- A batch of those whose end has passed, oldest first; a row somebody edits right now is left for the
-- next run. By the partial index on suspended_until.
UPDATE users
SET is_active = true, suspension_reason = NULL, suspended_at = NULL, suspended_until = NULL
WHERE id IN (
  SELECT id
  FROM users
  WHERE suspended_until IS NOT NULL AND suspended_until <= now()
  ORDER BY suspended_until
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)
RETURNING id;
