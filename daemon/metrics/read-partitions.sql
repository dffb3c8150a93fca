-- The runway is the end of the chain of partitions without a gap that begins at the one of now: a
-- month made far ahead behind a missing one is no runway. A table without any partition is listed too.
WITH RECURSIVE bounds AS MATERIALIZED (
  SELECT table_name, lower_bound, upper_bound FROM partition_bounds()
),
chain AS (
  SELECT table_name, upper_bound
  FROM bounds
  WHERE lower_bound <= now() AND upper_bound > now()
  UNION ALL
  SELECT bounds.table_name, bounds.upper_bound
  FROM chain
  JOIN bounds ON bounds.table_name = chain.table_name AND bounds.lower_bound = chain.upper_bound
)
SELECT
  parent.relname::text AS table_name,
  coalesce(extract(epoch FROM max(chain.upper_bound) - now()), 0)::float8 AS runway,
  (count(chain.upper_bound) > 0)::int AS covers_now
FROM pg_class AS parent
LEFT JOIN chain ON chain.table_name = parent.relname
WHERE parent.relkind = 'p' AND parent.relnamespace = 'public'::regnamespace
GROUP BY parent.relname;
