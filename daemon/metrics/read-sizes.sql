-- As pg_monitor, which may not look into the schema: the catalogue is read by name. reltuples is -1
-- before the first ANALYZE.
SELECT
  pg_database_size(current_database())::float8 AS database_bytes,
  greatest(reltuples, 0)::float8 AS users_estimated
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'public' AND relname = 'users';
