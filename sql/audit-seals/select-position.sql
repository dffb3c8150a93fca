-- Everything below the horizon has ended: what of it was committed is visible in this very snapshot, and
-- nothing will be added. The horizon is the oldest transaction that has written and is still open, in any
-- database of the server, prepared ones included.
SELECT
  i.id AS installation_id,
  pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
  to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
FROM public.installation AS i;
