SELECT id, user_id, type, channel, state, received_on, note, created_by_staff, created_at, updated_at,
  version
FROM gdpr_requests
WHERE id = $1;
