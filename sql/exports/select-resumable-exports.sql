-- Running: by whom, the fence tells. Queued: its job was sent in the same transaction, so only one
-- that lies for minutes may have lost it. Oldest first; gdpr_exports_open_key has the same predicate.
SELECT request_id
FROM gdpr_exports
WHERE status IN ('queued', 'running')
  AND (status = 'running' OR updated_at < now() - interval '2 minutes')
ORDER BY created_at
LIMIT $1;
