-- Events whose personal values are gone and that no `redact` event names. Neither side is held in memory
-- of ours: the server spills to its disk.
WITH named AS MATERIALIZED (
  SELECT ids.id
  FROM public.audit_log AS r
  CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
    CASE pg_catalog.jsonb_typeof(r.details -> 'events')
      WHEN 'array' THEN r.details -> 'events' ELSE '[]'
    END
  ) AS ids (id)
  WHERE r.resource = 'audit-log' AND r.action = 'redact'
)
SELECT e.id::text AS event, c.relname::text AS partition
FROM public.audit_log AS e
JOIN pg_catalog.pg_class AS c ON c.oid = e.tableoid
WHERE e.pii IS NULL
  AND (e.epoch, e.tx) >= ($1::int, $2::text::xid8) AND (e.epoch, e.tx) < ($3::int, $4::text::xid8)
  AND NOT EXISTS (SELECT FROM named WHERE named.id = e.id::text)
LIMIT $5;
