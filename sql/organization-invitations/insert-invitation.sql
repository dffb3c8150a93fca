INSERT INTO organization_invitations (
  organization_id, email, role, token_hash, invited_by, expires_at
)
VALUES ($1, $2, $3, $4, $5, now() + interval '7 days')
RETURNING id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
  created_at;
