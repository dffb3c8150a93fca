UPDATE teams
SET name = $3, description = $4
WHERE id = $1 AND version = $2
RETURNING id, organization_id, name, description, created_at, updated_at, version;
