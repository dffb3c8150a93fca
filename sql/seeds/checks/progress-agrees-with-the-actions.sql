-- Totals and the longest streak are exact. The current streak is what the last run of days had; it may
-- also be 0 once that run is over, and must be while there is none.
SELECT count(*)
FROM user_progress AS p
LEFT JOIN (
  SELECT
    user_id,
    max(length) AS longest,
    (array_agg(length ORDER BY last DESC))[1] AS latest,
    max(last) AS last,
    sum(length) AS days,
    sum(actions) AS actions,
    sum(minutes) AS minutes
  FROM (
    SELECT
      user_id, count(*) AS length, max(date) AS last, sum(actions) AS actions, sum(minutes) AS minutes
    FROM (
      SELECT
        user_id,
        date,
        date - (row_number() OVER (PARTITION BY user_id ORDER BY date))::int AS run,
        count(*) AS actions,
        coalesce(sum(actual_minutes), 0) AS minutes
      FROM daily_actions
      WHERE status = 'completed' AND deleted_at IS NULL
      GROUP BY user_id, date
    ) AS days
    GROUP BY user_id, run
  ) AS runs
  GROUP BY user_id
) AS t USING (user_id)
JOIN users AS u ON u.id = p.user_id
WHERE (p.longest_streak, p.total_days_completed, p.total_actions_completed, p.total_time_invested_minutes)
    IS DISTINCT FROM
    (coalesce(t.longest, 0), coalesce(t.days, 0), coalesce(t.actions, 0), coalesce(t.minutes, 0))
  OR p.last_completion_date IS DISTINCT FROM t.last
  OR p.current_streak NOT IN (0, coalesce(t.latest, 0))
  OR (p.current_streak = 0 AND t.last >= (now() AT TIME ZONE u.timezone)::date)
