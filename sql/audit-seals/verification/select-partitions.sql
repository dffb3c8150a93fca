-- The partitions that a reader of audit_log reads at this moment, by their oid as rows bear it.
SELECT c.oid::text AS tableoid, c.relname::text AS name
FROM pg_catalog.pg_inherits AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'public.audit_log'::pg_catalog.regclass AND NOT i.inhdetachpending
ORDER BY c.relname;
