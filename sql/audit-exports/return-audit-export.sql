-- Given back unfinished: any worker may begin the next attempt at once.
UPDATE audit_exports
SET status = 'queued', phase = NULL, updated_at = now()
WHERE id = $1 AND attempt = $2 AND status = 'running'
RETURNING id;
