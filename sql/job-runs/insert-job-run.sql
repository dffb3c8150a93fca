INSERT INTO job_runs (job, target, phase, attempt, detail, request_id)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id
