-- As pg_monitor: without it other sessions' states and transactions read as NULL.
SELECT
  coalesce(state, 'unknown') AS state,
  count(*)::int AS connections,
  coalesce(max(extract(epoch FROM clock_timestamp() - xact_start))
    FILTER (WHERE pid <> pg_backend_pid()), 0)::float8 AS oldest_transaction,
  current_setting('max_connections')::int AS connection_limit
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
GROUP BY 1;
