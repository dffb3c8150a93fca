UPDATE organization_members
SET role = $3
WHERE id = $1 AND version = $2
RETURNING id, organization_id, user_id, role, invited_by, joined_at, created_at, updated_at, version;
