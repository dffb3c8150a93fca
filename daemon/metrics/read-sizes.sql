-- reltuples is -1 before the first ANALYZE.
SELECT
  pg_database_size(current_database())::float8 AS database_bytes,
  greatest(reltuples, 0)::float8 AS users_estimated
FROM pg_class
WHERE oid = 'public.users'::regclass;
