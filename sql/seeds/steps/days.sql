-- The days on which each person planned something: rarer at weekends, in good weeks and bad weeks (so
-- that streaks come and break), and never outside the time they used it. Days are the person's own.
CREATE TEMP TABLE seed_days ON COMMIT DROP AS
SELECT p.n, p.id AS user_id, p.timezone, p.joined_at, d.day::date AS day, p.n * 1000 + d.nth AS key
FROM seed_people AS p
CROSS JOIN LATERAL (
  SELECT
    greatest(p.joined_at, pg_temp.moment() - interval '365 days') AT TIME ZONE p.timezone AS first,
    -- The whole day before the last: nothing is done after they were suspended or left.
    coalesce(p.stopped_at - interval '1 day', pg_temp.moment()) AT TIME ZONE p.timezone AS last
) AS used
CROSS JOIN LATERAL (
  SELECT day, (pg_temp.moment()::date - day::date) AS nth
  FROM generate_series(used.first::date, used.last::date, interval '1 day') AS day
) AS d
WHERE p.fate <> 'never started'
  AND pg_temp.chance(p.n * 1000 + d.nth, 120) <
    p.diligence
    * CASE extract(isodow FROM d.day) WHEN 6 THEN 0.6 WHEN 7 THEN 0.7 ELSE 1.0 END
    * CASE WHEN pg_temp.chance(p.n * 100 + d.nth / 7, 121) < 0.6 THEN 1.25 ELSE 0.3 END
