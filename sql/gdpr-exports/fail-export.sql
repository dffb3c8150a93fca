-- The request stays as it is: staff sees the error and can ask again.
UPDATE gdpr_exports
SET status = 'failed', current_table = NULL, error = $3, updated_at = now()
WHERE request_id = $1 AND attempt = $2 AND status IN ('queued', 'running')
RETURNING request_id;
