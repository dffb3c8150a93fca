-- The last four weeks: planned as the visions say, spent as the actions say.
INSERT INTO vision_time_allocations (id, vision_id, user_id, week_start, planned_minutes, spent_minutes, created_at)
SELECT
  pg_temp.seed_id(greatest(v.created_at, w.week), 'allocation ' || v.id || ' ' || w.week::date),
  v.id,
  v.user_id,
  w.week::date,
  v.time_allocation_minutes,
  coalesce(s.minutes, 0),
  greatest(v.created_at, w.week)
FROM visions AS v
JOIN seed_people AS p ON p.id = v.user_id
CROSS JOIN LATERAL generate_series(
  date_trunc('week', pg_temp.moment()) - interval '3 weeks', pg_temp.moment(), interval '1 week'
) AS w (week)
LEFT JOIN LATERAL (
  SELECT sum(actual_minutes) AS minutes
  FROM daily_actions AS a
  WHERE a.user_id = v.user_id AND a.vision_id = v.id AND a.status = 'completed'
    AND a.date >= w.week::date AND a.date < w.week::date + 7
) AS s ON true
WHERE p.stopped_at IS NULL AND w.week::date + 7 > v.created_at::date;

INSERT INTO time_budget_allocations (id, user_id, category, week_start, allocated_minutes, created_at)
SELECT
  pg_temp.seed_id(min(a.created_at), 'budget ' || a.user_id || ' ' || v.category || ' ' || a.week_start),
  a.user_id,
  v.category,
  a.week_start,
  sum(a.planned_minutes),
  min(a.created_at)
FROM vision_time_allocations AS a
JOIN visions AS v ON v.id = a.vision_id
JOIN seed_people AS p ON p.id = a.user_id
GROUP BY a.user_id, v.category, a.week_start
