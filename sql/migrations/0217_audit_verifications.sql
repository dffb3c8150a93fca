-- The verification that runs now, and the last one that came to a verdict, for who answers for the trail:
-- compliance and dpo read no runs of jobs otherwise.
CREATE FUNCTION audit_verifications() RETURNS TABLE (
  status text, started_at timestamptz, finished_at timestamptz, detail jsonb
)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off
  SET debug_print_rewritten = off
  SET debug_print_plan = off
  AS $$
    (
      SELECT r.status::text, r.started_at, r.finished_at, r.detail
      FROM job_runs AS r
      WHERE r.job = 'verify-audit-log' AND r.status = 'running'
      ORDER BY r.started_at DESC
      LIMIT 1
    )
    UNION ALL
    (
      SELECT r.status::text, r.started_at, r.finished_at, r.detail
      FROM job_runs AS r
      WHERE r.job = 'verify-audit-log' AND r.status IN ('succeeded', 'failed')
      ORDER BY r.started_at DESC
      LIMIT 1
    )
  $$;
GRANT EXECUTE ON FUNCTION audit_verifications()
  TO fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;
