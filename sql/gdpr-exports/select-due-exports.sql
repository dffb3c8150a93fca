SELECT request_id
FROM gdpr_exports
WHERE status = 'ready' AND expires_at <= now()
ORDER BY expires_at
LIMIT $1;
