UPDATE audit_exports
SET status = 'failed', phase = NULL, error = $3, updated_at = now()
WHERE id = $1 AND attempt = $2 AND status IN ('queued', 'running')
RETURNING id;
