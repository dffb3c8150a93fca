UPDATE organization_invitations SET revoked_at = now()
WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL
RETURNING id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
  created_at;
