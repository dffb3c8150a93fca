-- As sql/gdpr-exports/select-resumable-exports.sql says. audit_exports_open_key has the same predicate.
SELECT id
FROM audit_exports
WHERE status IN ('queued', 'running')
  AND (status = 'running' OR attempt = 0 OR updated_at < now() - interval '2 minutes')
ORDER BY created_at
LIMIT $1;
