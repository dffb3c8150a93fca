-- 5,000 organizations; one has 40,000 members, the next ones half as many each.
INSERT INTO organizations (
  id, slug, name, verified_domain, plan, status, max_members, created_at, updated_at, deleted_at
)
SELECT
  uuidv7_at(created_at),
  'company-' || n,
  (ARRAY['Acme', 'Nord', 'Lumen', 'Company', 'Atlas'])[1 + n % 5] || ' '
    || (ARRAY['Company', 'Consulting', 'Foods', 'Labs'])[1 + n % 4] || ' ' || n,
  CASE WHEN n < 2000 THEN 'company' || n || '.example' END,
  (ARRAY['free', 'free', 'free', 'pro', 'enterprise'])[1 + n % 5],
  (ARRAY['active', 'active', 'active', 'active', 'trial', 'suspended', 'canceled'])[1 + n % 7],
  100000,
  created_at,
  created_at,
  CASE WHEN n % 50 = 0 THEN now() END
FROM (
  SELECT n, date_trunc('hour', now()) - interval '1000 days' * random() AS created_at
  FROM generate_series(1, 5000) AS n
) AS drawn
ORDER BY random();

CREATE TEMP TABLE volume_organizations ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) AS o, id FROM organizations WHERE deleted_at IS NULL;
ALTER TABLE volume_organizations ADD PRIMARY KEY (o);
ANALYZE volume_organizations;

INSERT INTO organization_members (
  id, organization_id, user_id, role, joined_at, created_at, updated_at
)
SELECT uuidv7_at(joined_at), organization_id, user_id, role, joined_at, joined_at, joined_at
FROM (
  SELECT DISTINCT ON (o.id, p.id)
    o.id AS organization_id,
    p.id AS user_id,
    CASE WHEN random() < 0.02 THEN 'owner' WHEN random() < 0.05 THEN 'admin' ELSE 'member' END AS role,
    p.created_at + (now() - p.created_at) * random() AS joined_at
  FROM volume_people AS p
  JOIN volume_organizations AS o ON o.o = CASE
    WHEN p.n % 5 = 0 THEN 1
    WHEN p.n % 5 = 1 THEN 2 + p.n % 2
    ELSE 4 + p.n % 4000
  END
  WHERE p.n % 5 < 3
) AS members
ORDER BY random();

INSERT INTO organization_invitations (
  id, organization_id, email, token_hash, invited_by, expires_at, accepted_at, created_at
)
SELECT
  uuidv7_at(drawn.created_at), o.id, 'invited' || n || '@mail.example', sha256(n::text::bytea), p.id,
  drawn.created_at + interval '7 days',
  CASE WHEN n % 3 > 0 THEN drawn.created_at + interval '1 day' END,
  drawn.created_at
FROM (
  SELECT n, now() - interval '500 days' * random() AS created_at FROM generate_series(1, 20000) AS n
) AS drawn
JOIN volume_organizations AS o ON o.o = CASE WHEN n % 4 = 0 THEN 1 ELSE 1 + n % 4000 END
JOIN volume_people AS p USING (n);

INSERT INTO teams (id, organization_id, name, created_at, updated_at)
SELECT uuidv7_at(created_at), o.id, 'Team ' || n, created_at, created_at
FROM (
  SELECT n, now() - interval '500 days' * random() AS created_at FROM generate_series(1, 12000) AS n
) AS drawn
JOIN volume_organizations AS o ON o.o = CASE WHEN n % 40 = 0 THEN 1 ELSE 1 + n % 4000 END;

ANALYZE teams, organization_members;
INSERT INTO team_members (id, team_id, organization_id, user_id, created_at)
SELECT uuidv7_at(m.joined_at), t.id, m.organization_id, m.user_id, m.joined_at
FROM (SELECT DISTINCT ON (organization_id) organization_id, id FROM teams ORDER BY organization_id, id) AS t
JOIN organization_members AS m USING (organization_id);
