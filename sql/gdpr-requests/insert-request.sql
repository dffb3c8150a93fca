INSERT INTO gdpr_requests (user_id, type, channel, created_by_staff, note)
VALUES ($1, $2, $3, $4, $5)
RETURNING id, user_id, type, channel, state, received_on, note, created_by_staff, created_at, updated_at,
  version;
