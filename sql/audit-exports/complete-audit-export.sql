-- expires_at counts from now: the asker has the whole time from when it can be fetched.
UPDATE audit_exports
SET status = 'ready', phase = NULL, events_total = $3, events = $3, looked_at = $3, proofs = $4,
  broken = $10, snapshot_at = $5, bytes = $6, sha256 = $7, file_name = $8, ready_at = now(),
  expires_at = now() + make_interval(days => $9), updated_at = now()
WHERE id = $1 AND attempt = $2 AND status = 'running'
RETURNING subject_id;
