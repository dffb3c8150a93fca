-- What each job did: one row a run, written as "running" before the work (the intent) and closed
-- with its outcome after. A row left "running" by a kill says where the work stopped.
CREATE DOMAIN job_run_status AS text CHECK (VALUE IN ('running', 'succeeded', 'failed', 'skipped'));

CREATE TABLE job_runs (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  job text NOT NULL,
  -- What the run is about: a request's id, a table's name. Never personal data.
  target text,
  phase text,
  status job_run_status NOT NULL DEFAULT 'running',
  attempt int NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  detail jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object'),
  backend_pid int NOT NULL DEFAULT pg_backend_pid(),
  request_id uuid,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX job_runs_started_at ON job_runs (started_at DESC);
CREATE INDEX job_runs_job_started_at ON job_runs (job, started_at DESC);
CREATE INDEX job_runs_target ON job_runs (target, started_at DESC) WHERE target IS NOT NULL;
CREATE INDEX job_runs_running ON job_runs (started_at) WHERE status = 'running';

GRANT SELECT, INSERT, UPDATE ON job_runs TO fs_worker;
GRANT SELECT ON job_runs TO fs_sre, fs_auditor, fs_admin;
