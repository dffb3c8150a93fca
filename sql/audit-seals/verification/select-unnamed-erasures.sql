-- Events whose personal values are gone and that no `redact` event names which the daemon's own login made
-- and which can have a seal: that its leaf is right, verify-events.ts says. Neither side is held in memory of
-- ours: the server spills to its disk.
WITH named AS MATERIALIZED (
  SELECT ids.id
  FROM public.audit_log AS r
  CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
    CASE pg_catalog.jsonb_typeof(r.details -> 'events')
      WHEN 'array' THEN r.details -> 'events' ELSE '[]'
    END
  ) AS ids (id)
  WHERE r.resource = 'audit-log' AND r.action = 'redact'
    AND r.actor_role = 'fs_worker' AND NOT r.details ? 'login'
    AND r.epoch >= 1 AND r.tx IS NOT NULL
    AND (r.epoch, r.tx) < ($6::int, $7::text::pg_catalog.xid8)
)
SELECT e.id::text AS event, c.relname::text AS partition
FROM public.audit_log AS e
JOIN pg_catalog.pg_class AS c ON c.oid = e.tableoid
WHERE e.pii IS NULL
  AND (e.epoch, e.tx) >= ($1::int, $2::text::xid8) AND (e.epoch, e.tx) < ($3::int, $4::text::xid8)
  AND NOT EXISTS (SELECT FROM named WHERE named.id = e.id::text)
LIMIT $5;
