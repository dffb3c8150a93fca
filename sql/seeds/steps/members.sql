-- Organizations of 200 members down to 1: the o-th has 200/o (a tenth of the load when that is
-- less), one for every 25 people. They take neighbours in a shuffled row of the living, each
-- starting where 85% of the one before ended, so that some people are in two.
CREATE TEMP TABLE seed_members ON COMMIT DROP AS
WITH living AS (
  SELECT
    p.id, p.n, p.joined_at,
    row_number() OVER (ORDER BY pg_temp.chance(p.n, 20), p.n) - 1 AS place
  FROM seed_people AS p
  WHERE p.fate <> 'deleted'
), counted AS (
  SELECT count(*) AS people, min(n) AS first FROM living
), sized AS (
  SELECT
    o,
    least(
      people,
      greatest(1, round(least(200, people / 10.0) / (o * CASE WHEN o > people / 40 THEN 20 ELSE 1 END)))
    )::bigint AS size
  FROM counted, generate_series(1, greatest(1, people / 25)) AS o
), placed AS (
  SELECT o, size, (floor(0.85 * (sum(size) OVER (ORDER BY o) - size)))::bigint AS start FROM sized
)
SELECT
  c.first * 1000 + s.o AS o,
  s.size,
  l.id AS user_id,
  l.n,
  l.joined_at AS user_joined_at,
  row_number() OVER (PARTITION BY s.o ORDER BY l.joined_at, l.n) AS seat
FROM placed AS s
CROSS JOIN counted AS c
CROSS JOIN LATERAL generate_series(0, s.size - 1) AS k
JOIN living AS l ON l.place = (s.start + k) % c.people
