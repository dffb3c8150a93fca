-- Organizations from 8 members on have teams of about eight.
INSERT INTO teams (id, organization_id, name, description, created_at, updated_at)
SELECT
  pg_temp.seed_id(t.at, 'team ' || o.o || ' ' || k),
  o.id,
  (ARRAY['Design', 'Engineering', 'Support', 'Marketing', 'People', 'Finance', 'Research', 'Operations'])
    [1 + (k - 1) % 8] || CASE WHEN k > 8 THEN ' ' || (k - 1) / 8 + 1 ELSE '' END,
  CASE WHEN k % 2 = 0 THEN 'Meets every Monday' END,
  t.at,
  t.at
FROM seed_organizations AS o
CROSS JOIN LATERAL generate_series(1, least(16, o.size / 8)::int) AS k
CROSS JOIN LATERAL (SELECT o.founded_at + (pg_temp.moment() - o.founded_at) * 0.02 * k AS at) AS t
