-- Running: by whom, the fence tells. Queued: its job was sent in the same transaction and is lost only
-- when a worker died between taking it and its first attempt; one that waits after a failed attempt
-- has a retry coming, so it must lie for minutes. An export that has its job already is left alone by
-- the queue's key. Oldest first; gdpr_exports_open_key has the same predicate.
SELECT request_id
FROM gdpr_exports
WHERE status IN ('queued', 'running')
  AND (status = 'running' OR attempt = 0 OR updated_at < now() - interval '2 minutes')
ORDER BY created_at
LIMIT $1;
