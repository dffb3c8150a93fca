SELECT count(*)
FROM users AS u
WHERE u.deleted_at IS NOT NULL
  AND EXISTS (SELECT FROM organization_members AS m WHERE m.user_id = u.id)
