-- Earned at the moment the counter first reached the mark, found in the actions themselves.
INSERT INTO user_achievements (id, user_id, achievement_id, earned_at, created_at)
WITH done AS (
  SELECT
    a.user_id,
    a.date,
    a.completed_at,
    row_number() OVER w AS actions,
    sum(a.actual_minutes) OVER w AS minutes
  FROM seed_actions AS a
  WHERE a.status = 'completed'
  WINDOW w AS (PARTITION BY a.user_id ORDER BY a.date, a.completed_at, a.id)
), days AS (
  SELECT
    user_id,
    date,
    at,
    row_number() OVER (PARTITION BY user_id ORDER BY date) AS days,
    date - (row_number() OVER (PARTITION BY user_id ORDER BY date))::int AS run
  FROM (SELECT user_id, date, min(completed_at) AS at FROM done GROUP BY user_id, date) AS d
), counted AS (
  SELECT user_id, 'total_actions_completed' AS metric, actions AS value, completed_at AS at FROM done
  UNION ALL
  SELECT user_id, 'total_time_invested_minutes', minutes, completed_at FROM done
  UNION ALL
  SELECT user_id, 'total_days_completed', days, at FROM days
  UNION ALL
  SELECT user_id, 'longest_streak', row_number() OVER (PARTITION BY user_id, run ORDER BY date), at
  FROM days
)
SELECT
  pg_temp.seed_id(min(c.at), 'achievement ' || a.key || ' ' || c.user_id),
  c.user_id,
  a.id,
  min(c.at),
  min(c.at)
FROM achievements AS a
JOIN counted AS c
  ON c.metric = a.criteria ->> 'metric' AND c.value >= (a.criteria ->> 'at_least')::int
WHERE a.is_active
GROUP BY a.id, a.key, c.user_id
