UPDATE audit_exports
SET status = 'expired', updated_at = now()
WHERE id = $1 AND status = 'ready' AND expires_at <= now()
RETURNING subject_id, file_name;
