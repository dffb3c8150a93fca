SELECT id
FROM audit_exports
WHERE status = 'ready' AND expires_at <= now()
ORDER BY expires_at
LIMIT $1;
