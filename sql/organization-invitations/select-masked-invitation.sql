SELECT id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
  created_at
FROM masked_organization_invitations
WHERE id = $1;
