-- $1: the person's pseudonym; $2, $3: since (inclusive) and until (exclusive); $4: true for the actions of $5,
-- false for all others, NULL for any. Newest first, one more than are counted.
SELECT id, at, actor_kind, actor, action
FROM audit_log
WHERE subject = $1 AND at >= $2 AND at < $3
  AND ($4::boolean IS NULL OR (action = ANY($5::text[])) = $4)
ORDER BY at DESC, id DESC
LIMIT $6;
