SELECT count(*)
FROM user_achievements AS ua
JOIN achievements AS a ON a.id = ua.achievement_id
LEFT JOIN user_progress AS p ON p.user_id = ua.user_id
WHERE coalesce((to_jsonb(p) ->> (a.criteria ->> 'metric'))::bigint, 0) < (a.criteria ->> 'at_least')::bigint
