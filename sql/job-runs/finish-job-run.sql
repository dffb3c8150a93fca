UPDATE job_runs
SET status = $2, detail = detail || $3, finished_at = clock_timestamp()
WHERE id = $1 AND status = 'running'
RETURNING id
