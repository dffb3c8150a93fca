INSERT INTO organization_members (
  id, organization_id, user_id, role, invited_by, joined_at, created_at, updated_at
)
SELECT
  pg_temp.seed_id(j.at, 'member ' || m.o || ' ' || m.n),
  o.id,
  m.user_id,
  CASE
    WHEN m.seat = 1 THEN 'owner'
    -- The two largest have a second owner: one alone is a risk.
    WHEN m.seat = 2 AND m.size > 80 THEN 'owner'
    WHEN m.size >= 5 AND m.seat <= 2 + m.size / 20 THEN 'admin'
    ELSE 'member'
  END,
  CASE WHEN m.seat > 1 AND pg_temp.chance(m.n, 60) < 0.7 THEN o.owner_id END,
  j.at,
  j.at,
  j.at
FROM seed_members AS m
JOIN seed_organizations AS o USING (o)
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN m.seat = 1 THEN o.founded_at
      ELSE greatest(m.user_joined_at, o.founded_at)
        + (pg_temp.moment() - greatest(m.user_joined_at, o.founded_at)) * 0.2 * pg_temp.chance(m.n, 61)
    END AS at
) AS j
