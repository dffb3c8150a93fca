-- Oldest first; through gdpr_exports_open_key, whose predicate this repeats.
SELECT request_id, attempt
FROM gdpr_exports
WHERE status IN ('queued', 'running')
ORDER BY created_at
LIMIT $1;
