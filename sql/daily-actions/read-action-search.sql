SELECT id, date AS at, rank
FROM read_daily_action_search($1, coalesce($2::date, '-infinity'), coalesce($3::date, 'infinity'));
