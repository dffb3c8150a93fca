SELECT count(*)
FROM organizations AS o
WHERE o.deleted_at IS NULL AND NOT EXISTS (
  SELECT
  FROM organization_members AS m
  JOIN users AS u ON u.id = m.user_id AND u.deleted_at IS NULL
  WHERE m.organization_id = o.id AND m.role = 'owner'
)
