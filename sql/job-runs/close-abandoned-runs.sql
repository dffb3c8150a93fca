-- Called under the fence of the job and target: whatever still says running was killed.
UPDATE job_runs
SET status = 'failed', detail = detail || '{"abandoned": true}', finished_at = clock_timestamp()
WHERE status = 'running' AND job = $1 AND target IS NOT DISTINCT FROM $2
RETURNING id
