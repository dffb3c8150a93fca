-- A run that was cut off or failed on the way has no verdict.
SELECT
  (detail ->> 'findings')::int AS findings, (detail ->> 'head_n')::bigint AS head_n,
  (detail ->> 'slice_n')::bigint AS slice_n
FROM job_runs
WHERE job = 'verify-audit-log' AND finished_at IS NOT NULL AND detail ? 'findings'
ORDER BY started_at DESC
LIMIT 1;
