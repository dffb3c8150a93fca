-- $1 first number, $2 last number. Who they are; the e-mail address waits for the organizations.
CREATE TEMP TABLE seed_people ON COMMIT DROP AS
WITH drawn AS (
  SELECT
    n,
    -- More people joined lately than long ago; the product is 400 days old.
    pg_temp.moment() - interval '400 days' * power(pg_temp.chance(n, 1), 1.3)
      - interval '1 hour' AS joined_at,
    pg_temp.chance(n, 2) AS fate,
    -- Few are diligent every day, most are now and then.
    0.03 + 0.9 * power(pg_temp.chance(n, 3), 5) AS diligence,
    pg_temp.pick(n, 4, (SELECT count(*)::int FROM seed_cultures)) AS slot
  FROM generate_series($1::bigint, $2::bigint) AS n
), named AS (
  SELECT
    d.n,
    d.joined_at,
    d.diligence,
    CASE
      WHEN d.fate < 0.025 THEN 'deleted'
      WHEN d.fate < 0.050 THEN 'suspended'
      WHEN d.n % 200 = 7 THEN 'restricted'
      WHEN d.fate < 0.300 THEN 'gone quiet'
      WHEN d.fate < 0.360 THEN 'never started'
      ELSE 'active'
    END AS fate,
    c.locale,
    c.timezones[pg_temp.pick(d.n, 5, cardinality(c.timezones))] AS timezone,
    c."order",
    c.given -> (pg_temp.pick(d.n, 6, jsonb_array_length(c.given)) - 1) AS given,
    c.family -> (pg_temp.pick(d.n, 7, jsonb_array_length(c.family)) - 1) AS family
  FROM drawn AS d
  JOIN seed_cultures AS c USING (slot)
)
SELECT
  n,
  pg_temp.seed_id(joined_at, 'user ' || n) AS id,
  joined_at,
  diligence,
  fate,
  locale,
  timezone,
  -- The day they stopped using it; NULL: still do.
  CASE
    WHEN fate = 'never started' THEN joined_at
    WHEN fate IN ('deleted', 'suspended', 'gone quiet')
      THEN joined_at + (pg_temp.moment() - joined_at) * (0.15 + 0.8 * pg_temp.chance(n, 8))
  END AS stopped_at,
  CASE "order"
    WHEN 'given first' THEN concat_ws(' ', given ->> 0, family ->> 0)
    WHEN 'family first' THEN concat_ws(' ', family ->> 0, given ->> 0)
    ELSE (family ->> 0) || (given ->> 0)
  END AS name,
  given ->> 0 AS given,
  (given ->> 1) || '.' || (family ->> 1) || n AS mailbox
FROM named
