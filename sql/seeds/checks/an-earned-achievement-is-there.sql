-- Only counters that never fall; a current streak comes and goes.
SELECT count(*)
FROM user_progress AS p
CROSS JOIN achievements AS a
WHERE a.is_active
  AND NOT a.criteria ? 'category'
  AND a.criteria ->> 'metric' <> 'current_streak'
  AND (to_jsonb(p) ->> (a.criteria ->> 'metric'))::bigint >= (a.criteria ->> 'at_least')::bigint
  AND NOT EXISTS (
    SELECT FROM user_achievements AS ua WHERE ua.user_id = p.user_id AND ua.achievement_id = a.id
  )
