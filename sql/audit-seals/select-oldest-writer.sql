-- As pg_monitor: other sessions' transactions read as NULL without it. Of the whole server: a transaction in
-- any database holds the horizon. No text of its query: that may hold values.
SELECT pid, application, database, extract(epoch FROM clock_timestamp() - since)::float8 AS seconds
FROM (
  SELECT
    a.pid, a.application_name AS application, a.datname::text AS database, a.xact_start AS since,
    age(a.backend_xid) AS xids
  FROM pg_stat_activity AS a
  WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
  UNION ALL
  SELECT NULL, 'prepared transaction', p.database::text, p.prepared, age(p.transaction)
  FROM pg_prepared_xacts AS p
) AS writers
WHERE since IS NOT NULL
ORDER BY xids DESC
LIMIT 1;
