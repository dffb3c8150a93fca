-- The catalogue only: an answer within milliseconds whatever the size of the database.
SELECT
  current_setting('server_version') AS version,
  (
    SELECT extract(epoch FROM min(ends) - now())::float8
    FROM (SELECT max(upper_bound) AS ends FROM partition_bounds() GROUP BY table_name) AS runways
  ) AS partition_runway_seconds;
