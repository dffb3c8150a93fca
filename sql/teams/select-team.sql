SELECT id, organization_id, name, description, created_at, updated_at, version
FROM teams
WHERE id = $1;
