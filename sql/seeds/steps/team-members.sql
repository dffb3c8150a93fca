INSERT INTO team_members (id, team_id, organization_id, user_id, role, created_at)
SELECT
  pg_temp.seed_id(c.at, 'team member ' || m.o || ' ' || m.n),
  t.id,
  t.organization_id,
  m.user_id,
  CASE WHEN m.seat <= least(16, m.size / 8) THEN 'lead' ELSE 'member' END,
  c.at
FROM seed_members AS m
JOIN seed_organizations AS o USING (o)
JOIN organization_members AS om ON om.organization_id = o.id AND om.user_id = m.user_id
JOIN LATERAL (
  SELECT id, organization_id, created_at
  FROM teams
  WHERE organization_id = o.id
  ORDER BY created_at
  OFFSET (m.seat - 1) % greatest(1, least(16, m.size / 8))
  LIMIT 1
) AS t ON true
CROSS JOIN LATERAL (SELECT greatest(t.created_at, om.joined_at) AS at) AS c
WHERE m.seat <= least(16, m.size / 8) OR pg_temp.chance(m.n, 63) < 0.8
