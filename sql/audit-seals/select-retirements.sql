-- $1: months that are kept. Whole partitions older than that, and those whose seal says that they were
-- dropped while their table is still there: a kill came between. Oldest first.
SELECT
  names.partition,
  (SELECT s.n::text FROM audit_seals AS s
    WHERE s.kind <> 'interval' AND s.kind = 'partition-dropped' AND s.detail ->> 'partition' = names.partition
  ) AS seal,
  CASE WHEN i.inhrelid IS NULL THEN 'detached' WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state,
  to_char(names.at_from AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS at_from,
  to_char(names.at_to AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS at_to
FROM (
  SELECT b.partition_name AS partition, b.lower_bound AS at_from, b.upper_bound AS at_to
  FROM partition_bounds() AS b
  WHERE b.table_name = 'audit_log' AND b.upper_bound <= now() - make_interval(months => $1)
  UNION
  SELECT s.detail ->> 'partition', (s.detail ->> 'at_from' || 'Z')::timestamptz,
    (s.detail ->> 'at_to' || 'Z')::timestamptz
  FROM audit_seals AS s
  WHERE s.kind <> 'interval' AND s.kind = 'partition-dropped'
) AS names
JOIN pg_class AS c ON c.relname = names.partition AND c.relnamespace = 'public'::regnamespace
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = 'audit_log'::regclass
ORDER BY names.partition;
