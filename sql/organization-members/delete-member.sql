-- Whoever leaves an organization leaves its teams.
WITH member AS (
  SELECT organization_id, user_id FROM organization_members WHERE id = $1 AND version = $2
), left_teams AS (
  DELETE FROM team_members AS t
  USING member AS m
  WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id
)
DELETE FROM organization_members WHERE id = $1 AND version = $2 RETURNING id;
