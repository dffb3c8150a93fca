-- Through gdpr_exports_open_key, whose predicate this repeats.
SELECT request_id
FROM gdpr_exports
WHERE user_id = $1 AND status IN ('queued', 'running');
