-- expires_at counts from now: the person has the whole time from when it can be fetched.
UPDATE gdpr_exports
SET status = 'ready', tables_done = tables_total, current_table = NULL, rows = $3, bytes = $4,
  sha256 = $5, file_name = $6, ready_at = now(), expires_at = now() + make_interval(days => $7),
  updated_at = now()
WHERE request_id = $1 AND attempt = $2 AND status = 'running'
RETURNING user_id;
