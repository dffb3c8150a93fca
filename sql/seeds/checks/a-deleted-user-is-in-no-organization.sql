SELECT count(*)
FROM users AS u
WHERE u.deleted_at IS NOT NULL
  -- Who may still come back keeps their places until the erasure.
  AND NOT u.email_reserved
  AND EXISTS (SELECT FROM organization_members AS m WHERE m.user_id = u.id)
