-- Computed from the actions, as the app does it: a streak is a run of days with something completed;
-- it stands as long as its last day is today or yesterday where the person lives.
INSERT INTO user_progress (
  id, user_id, current_streak, longest_streak, total_days_completed, total_actions_completed,
  total_time_invested_minutes, last_completion_date, created_at, updated_at
)
SELECT
  pg_temp.seed_id(p.joined_at, 'progress ' || p.n),
  p.id,
  CASE
    WHEN t.last >= (pg_temp.moment() AT TIME ZONE p.timezone)::date - 1 THEN t.latest
    ELSE 0
  END,
  coalesce(t.longest, 0),
  coalesce(t.days, 0),
  coalesce(t.actions, 0),
  coalesce(t.minutes, 0),
  t.last,
  p.joined_at,
  coalesce(t.last_at, p.joined_at)
FROM seed_people AS p
LEFT JOIN (
  SELECT
    user_id,
    max(length) AS longest,
    (array_agg(length ORDER BY last DESC))[1] AS latest,
    max(last) AS last,
    max(last_at) AS last_at,
    sum(length) AS days,
    sum(actions) AS actions,
    sum(minutes) AS minutes
  FROM (
    SELECT
      user_id,
      count(*) AS length,
      max(date) AS last,
      max(last_at) AS last_at,
      sum(actions) AS actions,
      sum(minutes) AS minutes
    FROM (
      SELECT
        a.user_id,
        a.date,
        -- The same for all days of one run.
        a.date - (row_number() OVER (PARTITION BY a.user_id ORDER BY a.date))::int AS run,
        count(*) AS actions,
        sum(a.actual_minutes) AS minutes,
        max(a.completed_at) AS last_at
      FROM seed_actions AS a
      WHERE a.status = 'completed'
      GROUP BY a.user_id, a.date
    ) AS days
    GROUP BY user_id, run
  ) AS runs
  GROUP BY user_id
) AS t ON t.user_id = p.id
