-- The events that select-stored.sql counts as misplaced.
SELECT e.id::text AS event, e.tableoid::text, e.epoch::text, e.tx::text
FROM public.audit_log AS e
WHERE e.epoch IS NULL OR e.tx IS NULL OR e.epoch < 0
  OR (e.epoch, e.tx) >= (2147483647, '18446744073709551615'::pg_catalog.xid8)
ORDER BY e.seq
LIMIT $1;
