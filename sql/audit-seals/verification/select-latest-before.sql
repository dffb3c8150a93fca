-- The latest time among the last events before a place, in seconds since 1970; NULL where there is none.
SELECT max(pg_catalog.date_part('epoch', last.at)) AS seconds
FROM (
  SELECT e.at FROM public.audit_log AS e
  WHERE e.epoch >= 1 AND (e.epoch, e.tx) < ($1::int, $2::text::pg_catalog.xid8)
  ORDER BY e.epoch DESC, e.tx DESC, e.seq DESC
  LIMIT 1000
) AS last;
