-- Begins the next attempt of an export that is still owed. No row: it is settled, or unknown.
-- Called under the fence of the export, so a running one is one whose worker died. `may_read`: who asked
-- still has the sight of the trail that it is made with.
UPDATE audit_exports AS e
SET status = 'running', attempt = attempt + 1, phase = 'counting', events_total = 0, events = 0,
  looked_at = 0, proofs = 0, broken = NULL, snapshot_at = NULL, bytes = NULL, sha256 = NULL,
  file_name = NULL, error = NULL, started_at = now(), updated_at = now()
WHERE e.id = $1 AND e.status IN ('queued', 'running')
RETURNING e.attempt, e.staff_id, e.role, e.format, e.filter, e.subject_id, e.actor_id, e.created_at,
  EXISTS (
    SELECT FROM staff AS s WHERE s.id = e.staff_id AND s.is_active AND s.role = e.role
  ) AS may_read;
