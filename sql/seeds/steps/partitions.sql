-- The months that the events of the past year fall into, each under the lock of make_partitions().
SELECT make_month_partition('analytics_events', month::date)
FROM (SELECT pg_advisory_xact_lock(hashtextextended('make_partitions', 0))) AS locked,
  generate_series(
    date_trunc('month', (pg_temp.moment() - interval '365 days') AT TIME ZONE 'UTC'),
    pg_temp.moment() AT TIME ZONE 'UTC',
    interval '1 month'
  ) AS month
