SELECT id, organization_id, user_id, role, invited_by, joined_at, created_at, updated_at, version
FROM organization_members
WHERE id = $1;
