-- The last verdict: a run that was cut off or failed on the way has none.
SELECT
  extract(epoch FROM finished_at)::float8 AS verified_at,
  (detail ->> 'findings')::float8 AS findings
FROM job_runs
WHERE job = 'verify-audit-log' AND finished_at IS NOT NULL AND detail ? 'findings'
ORDER BY started_at DESC
LIMIT 1;
