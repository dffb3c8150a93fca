-- The attempt number fences a worker that was believed dead: its words no longer count.
UPDATE gdpr_exports
SET tables_done = $3, current_table = $4, rows = $5, updated_at = now()
WHERE request_id = $1 AND attempt = $2 AND status = 'running'
RETURNING request_id;
