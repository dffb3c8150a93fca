SELECT o.id, o.name, o.slug, m.role, m.joined_at
FROM organization_members AS m
JOIN organizations AS o ON o.id = m.organization_id
WHERE m.user_id = $1 AND o.deleted_at IS NULL
ORDER BY m.joined_at, m.id
LIMIT 100;
