UPDATE gdpr_exports
SET status = 'expired', updated_at = now()
WHERE request_id = $1 AND status = 'ready' AND expires_at <= now()
RETURNING user_id, file_name;
