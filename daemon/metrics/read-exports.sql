-- Of both kinds. Open and ready ones through their partial indexes; failed ones of a week only, and what is
-- expired grows for ever and says nothing.
WITH exports AS NOT MATERIALIZED (
  SELECT status, created_at, updated_at FROM gdpr_exports
  UNION ALL
  SELECT status, created_at, updated_at FROM audit_exports
)
SELECT status::text AS status, count(*)::int AS exports,
  coalesce(max(extract(epoch FROM now() - created_at)), 0)::float8 AS oldest
FROM exports
WHERE status IN ('queued', 'running')
GROUP BY status
UNION ALL
SELECT 'ready', count(*)::int, 0
FROM exports
WHERE status = 'ready'
UNION ALL
SELECT 'failed', count(*)::int, 0
FROM exports
WHERE status = 'failed' AND updated_at > now() - interval '7 days';
