-- The attempt number fences a worker that was believed dead: its words no longer count.
UPDATE audit_exports
SET phase = $3, events_total = $4, events = $5, looked_at = $6, proofs = $7, updated_at = now()
WHERE id = $1 AND attempt = $2 AND status = 'running'
RETURNING id;
