SELECT count(*)
FROM organization_invitations AS i
WHERE i.accepted_by IS NOT NULL AND NOT EXISTS (
  SELECT
  FROM organization_members AS m
  WHERE m.organization_id = i.organization_id AND m.user_id = i.accepted_by
)
