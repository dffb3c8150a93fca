-- The states are spelled as in pg-boss's partial index of living jobs (job_i14), so that the finished
-- ones, most of the table, are not read. Internal queues of pg-boss begin with two underscores.
SELECT
  queue.name AS queue,
  count(*) FILTER (WHERE job.state IN ('created', 'retry'))::int AS waiting,
  count(*) FILTER (WHERE job.state = 'active')::int AS active,
  count(*) FILTER (WHERE job.state = 'failed')::int AS failed,
  coalesce(
    extract(epoch FROM now() - min(job.start_after)
      FILTER (WHERE job.state IN ('created', 'retry') AND job.start_after <= now())),
    0
  )::float8 AS oldest
FROM pgboss.queue AS queue
LEFT JOIN pgboss.job AS job
  ON job.name = queue.name AND job.state IN ('created', 'retry', 'active', 'failed')
WHERE queue.name NOT LIKE '\_\_%'
GROUP BY queue.name;
