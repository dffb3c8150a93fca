-- Given back unfinished: any worker may begin the next attempt at once.
UPDATE gdpr_exports
SET status = 'queued', current_table = NULL, updated_at = now()
WHERE request_id = $1 AND attempt = $2 AND status = 'running'
RETURNING request_id;
