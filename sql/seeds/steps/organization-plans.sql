-- What the organizations are called, before their rows: addresses of members take their domain.
CREATE TEMP TABLE seed_organizations ON COMMIT DROP AS
SELECT
  m.o,
  m.size,
  m.user_id AS owner_id,
  -- Founded by its longest user, a few hours after that one came.
  m.user_joined_at + interval '50 minutes' * pg_temp.chance(m.o, 30) AS founded_at,
  pg_temp.seed_id(m.user_joined_at + interval '50 minutes' * pg_temp.chance(m.o, 30), 'organization ' || m.o) AS id,
  w.first || ' ' || w.second || CASE WHEN w.kind = '' THEN '' ELSE ' ' || w.kind END AS name,
  lower(w.first || '-' || w.second) || '-' || m.o % 1000
    || CASE WHEN m.o < 2000 THEN '' ELSE '-' || m.o / 1000 END AS slug
FROM seed_members AS m
CROSS JOIN LATERAL (
  SELECT
    (ARRAY['Bright', 'Quiet', 'North', 'Green', 'Open', 'Blue', 'Little', 'Silver', 'Early', 'Wide', 'Copper', 'Daily'])
      [pg_temp.pick(m.o, 31, 12)] AS first,
    (ARRAY['Harbor', 'Meadow', 'Lantern', 'Orchard', 'Summit', 'River', 'Workshop', 'Compass', 'Garden', 'Bridge', 'Anchor', 'Field'])
      [pg_temp.pick(m.o, 32, 12)] AS second,
    (ARRAY['Labs', 'Studio', 'Clinic', 'School', 'Collective', 'GmbH', 'Partners', ''])
      [pg_temp.pick(m.o, 33, 8)] AS kind
) AS w
WHERE m.seat = 1
