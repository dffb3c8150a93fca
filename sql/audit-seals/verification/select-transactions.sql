-- Which transactions this snapshot may show events of: none of a later epoch, none from `beyond` on, and
-- those below `horizon` have ended.
SELECT
  (SELECT max(e.epoch) FROM public.audit_epochs AS e)::text AS epoch,
  pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text AS horizon,
  pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS beyond;
