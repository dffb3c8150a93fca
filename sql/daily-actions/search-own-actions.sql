SELECT id, date AS at, rank
FROM matching_daily_actions($1, $2, coalesce($3::date, '-infinity'), coalesce($4::date, 'infinity'));
