UPDATE job_runs
SET phase = coalesce($2, phase), detail = detail || $3
WHERE id = $1 AND status = 'running'
RETURNING id
