-- The triggers of the trail's partitions, as describe-schema.sql writes those of other tables.
SELECT
  c.relname::text AS partition,
  pg_catalog.concat_ws(' ', pg_catalog.replace(pg_catalog.pg_get_triggerdef(t.oid, true), 'CREATE ', ''),
    CASE t.tgenabled WHEN 'A' THEN '(always)' WHEN 'D' THEN '(disabled)' WHEN 'R' THEN '(replica)' END) AS line
FROM pg_catalog.pg_inherits AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid
WHERE i.inhparent = 'public.audit_log'::pg_catalog.regclass;
