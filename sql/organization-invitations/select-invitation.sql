-- As fs_org_admin, who invited: the address as it was written.
SELECT id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
  created_at
FROM organization_invitations
WHERE id = $1;
