-- One for each member who was invited, and for every tenth seat one that is open, over or revoked.
INSERT INTO organization_invitations (
  id, organization_id, email, role, token_hash, invited_by, accepted_by, expires_at, accepted_at,
  revoked_at, created_at
)
SELECT
  pg_temp.seed_id(m.joined_at - interval '1 day', 'invitation ' || m.id),
  m.organization_id,
  u.email,
  CASE m.role WHEN 'owner' THEN 'admin' ELSE m.role END,
  pg_temp.secret(),
  m.invited_by,
  m.user_id,
  m.joined_at + interval '6 days',
  m.joined_at,
  NULL,
  m.joined_at - interval '1 day'
FROM organization_members AS m
JOIN seed_organizations AS o ON o.id = m.organization_id
JOIN users AS u ON u.id = m.user_id
WHERE m.invited_by IS NOT NULL
UNION ALL
SELECT
  pg_temp.seed_id(s.sent_at, 'invitation ' || o.o || ' ' || k),
  o.id,
  'guest' || k || '.' || o.slug || '@example.net',
  CASE WHEN k % 7 = 0 THEN 'admin' ELSE 'member' END,
  pg_temp.secret(),
  o.owner_id,
  NULL,
  s.sent_at + interval '7 days',
  NULL,
  CASE WHEN k % 3 = 0 THEN s.sent_at + interval '1 day' END,
  s.sent_at
FROM seed_organizations AS o
CROSS JOIN LATERAL generate_series(1, (o.size / 10 + 1)::int) AS k
CROSS JOIN LATERAL (
  SELECT greatest(o.founded_at, pg_temp.moment() - interval '1 day' * pg_temp.pick(o.o * 100 + k, 62, 21))
    AS sent_at
) AS s
WHERE o.size > 1
