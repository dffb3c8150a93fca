-- $1: how many. In random order, as a table stands that was updated for years: neighbours in time are
-- no neighbours on disk. Most signed up lately; a third never signed in.
CREATE TEMP TABLE volume_people ON COMMIT DROP AS
SELECT
  n,
  uuidv7_at(created_at) AS id,
  created_at
FROM (
  SELECT n, date_trunc('hour', now()) - interval '1000 days' * power(random(), 1.5) AS created_at
  FROM generate_series(1, $1::int) AS n
) AS drawn;
ALTER TABLE volume_people ADD PRIMARY KEY (n);
ANALYZE volume_people;

INSERT INTO users (
  id, email, name, display_name, locale, is_active, suspension_reason, suspended_at, last_login,
  created_at, updated_at, deleted_at
)
SELECT
  p.id,
  -- Three in five have an address of one provider.
  lower(given) || '.' || lower(family) || p.n || '@'
    || CASE WHEN p.n % 5 < 3 THEN 'mail.example' ELSE 'company' || p.n % 2000 || '.example' END,
  given || ' ' || family,
  CASE WHEN p.n % 3 > 0 THEN given END,
  'en',
  fate <> 'suspended',
  CASE WHEN fate = 'suspended' THEN 'Reported by members' END,
  CASE WHEN fate = 'suspended' THEN now() END,
  CASE WHEN random() < 0.7 THEN p.created_at + (now() - p.created_at) * random() END,
  p.created_at,
  p.created_at,
  CASE WHEN fate = 'deleted' THEN now() END
FROM volume_people AS p
CROSS JOIN LATERAL (
  SELECT
    -- The square prefers the first: "ann" is in most names, "mann" in most families.
    (ARRAY['Anna', 'Hanna', 'Joanna', 'Marianne', 'Susanne', 'Johann', 'Yannick', 'Thomas', 'Peter',
      'Maria', 'Ivan', 'Olga', 'Chen', 'Fatima', 'José', 'Grace'])
      [1 + floor(16 * power(random(), 2) + p.n * 0)::int] AS given,
    (ARRAY['Hofmann', 'Neumann', 'Lehmann', 'Zimmermann', 'Müller', 'Schmidt', 'Petrov', 'García',
      'Nguyen', 'Okafor', 'Smith', 'Jones'])
      [1 + floor(12 * power(random(), 2) + p.n * 0)::int] AS family,
    CASE
      WHEN p.n % 40 = 0 THEN 'deleted'
      WHEN p.n % 67 = 0 THEN 'suspended'
      ELSE 'active'
    END AS fate
) AS person
ORDER BY random();
