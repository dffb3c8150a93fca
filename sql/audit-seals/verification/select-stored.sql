-- How many events each partition holds, row by row and by no index, and how many of them have no place in
-- the order in which declare-events.sql reads.
SELECT
  e.tableoid::text, pg_catalog.count(*)::text AS events,
  pg_catalog.count(*) FILTER (
    WHERE e.epoch IS NULL OR e.tx IS NULL OR e.epoch < 0
      OR (e.epoch, e.tx) >= (2147483647, '18446744073709551615'::pg_catalog.xid8)
  )::text AS misplaced
FROM public.audit_log AS e
GROUP BY e.tableoid;
