-- Begins the next attempt of an export that is still owed. No row: it is settled, or unknown.
-- Called under the fence of the request, so a running one is one whose worker died.
UPDATE gdpr_exports
SET status = 'running', attempt = attempt + 1, tables_done = 0, tables_total = $2,
  current_table = NULL, rows = 0, bytes = NULL, sha256 = NULL, file_name = NULL, error = NULL,
  started_at = now(), updated_at = now()
WHERE request_id = $1 AND status IN ('queued', 'running')
RETURNING user_id, attempt;
